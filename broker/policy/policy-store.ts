/**
 * The policies in force. A reload takes effect as a whole or not at all: where something is wrong the old ones stay, and what is wrong is told
 * until it is mended.
 */
import type { ConfigError } from '../config/config-error.ts';
import { describeConfigError } from '../config/config-error.ts';
import type { Log } from '../ports/log.ts';
import type { PolicySet, PolicySetResult } from './policy-set.ts';

export interface PolicyStore {
  current(): PolicySet;
  /** What is wrong with the files as they are now, a sentence each; empty: nothing. */
  troubles(): readonly string[];
  /** Reads the files again. Answers whether other policies are in force now. */
  reload(): boolean;
  /** Told whenever other policies have come into force. */
  onChange(listener: () => void): void;
}

export interface PolicyStoreDeps {
  readonly first: PolicySet;
  readonly load: () => PolicySetResult;
  readonly log: Log;
}

export function createPolicyStore({ first, load, log }: PolicyStoreDeps): PolicyStore {
  let current = first;
  let errors: readonly ConfigError[] = [];
  const listeners: (() => void)[] = [];
  return {
    current: () => current,
    troubles: () => errors.map(describeConfigError),
    onChange: (listener) => void listeners.push(listener),
    reload() {
      const loaded = load();
      if (!loaded.ok) {
        errors = loaded.errors;
        log.error(
          { troubles: errors.map(describeConfigError) },
          'The policies were not taken up; the old ones stay',
        );
        return false;
      }
      errors = [];
      if (loaded.value.version === current.version) return false;
      current = loaded.value;
      log.info({ version: current.version, policies: current.facts.size }, 'Other policies are in force');
      for (const listener of listeners) listener();
      return true;
    },
  };
}
