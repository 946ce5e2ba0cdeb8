/** The policies on disk as a store that follows them: read at the start, taken up again when a file is another than it was. */
import { describeConfigError } from '../config/config-error.ts';
import type { Config } from '../config/schema.ts';
import { loadPolicies, policyFilesOf } from '../policy/load-policies.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import { createPolicyStore, type PolicyStore } from '../policy/policy-store.ts';
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
  log: Log,
): { readonly policies: PolicyStore; readonly unfollow: () => void } {
  const first = readPolicies(config, file);
  const policies = createPolicyStore({ first, load: () => loadPolicies(config, file), log });
  const unfollow = watchFiles(policyFilesOf(config, file), () => void policies.reload());
  return { policies, unfollow };
}
