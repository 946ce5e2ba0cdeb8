/**
 * The policies on disk as a store that follows them: read at the start, taken up again when a file is another than it was and all of them are at
 * rest. The first half of a file or of a roll-out may permit what the other half forbids.
 */
import { describeConfigError } from '../config/config-error.ts';
import type { Config } from '../config/schema.ts';
import { loadPolicies, policyFilesOf } from '../policy/load-policies.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import { createPolicyStore, type PolicyStore } from '../policy/policy-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { StartError } from '../start-error.ts';
import { watchFiles } from './watch-files.ts';

/** Throws a {@link StartError} that names each wrong line. */
export function readPolicies(config: Config, file: string): PolicySet {
  const loaded = loadPolicies(config, file);
  if (!loaded.ok) throw new StartError(loaded.errors.map(describeConfigError).join('\n'));
  return loaded.value;
}

/** `file`: that of the configuration. */
export function followPolicies(
  config: Config,
  file: string,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): { readonly policies: PolicyStore; readonly unfollow: () => void } {
  const first = readPolicies(config, file);
  const policies = createPolicyStore({ first, load: () => loadPolicies(config, file), log });
  // SECURITY: policies-at-rest
  const unfollow = watchFiles(policyFilesOf(config, file), clock, () => void policies.reload());
  return { policies, unfollow };
}
