// Policies for tests: the shipped ones, or a text that may change under way.
import { knownNames, loadPolicies } from '../../broker/policy/load-policies.ts';
import { createPolicySet, type PolicySetResult } from '../../broker/policy/policy-set.ts';
import { createPolicyStore, type PolicyStore } from '../../broker/policy/policy-store.ts';
import type { Config } from '../../broker/config/schema.ts';
import type { Log } from '../../broker/ports/log.ts';

/** Most tests want the shipped policies for the same configuration: they are put together once. */
const shipped = new Map<string, PolicySetResult>();

function loadShipped(config: Config): PolicySetResult {
  const { accounts, profiles, targets, policies, webhooks } = config;
  const key = JSON.stringify([accounts, profiles, targets, policies, webhooks]);
  const loaded = shipped.get(key) ?? loadPolicies(config, 'stint.yaml');
  shipped.set(key, loaded);
  return loaded;
}

export function openTestPolicies(config: Config, log: Log, cedar?: () => string): PolicyStore {
  const load = (): PolicySetResult =>
    cedar === undefined
      ? loadShipped(config)
      : createPolicySet([{ file: 'test.cedar', text: cedar() }], knownNames(config));
  const first = load();
  if (!first.ok) throw new Error(JSON.stringify(first.errors));
  return createPolicyStore({ first: first.value, load, log });
}
