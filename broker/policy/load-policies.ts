/** Reads the policies that stint.yaml names, or the shipped ones, and makes a set of them. It changes nothing. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ConfigError } from '../config/config-error.ts';
import type { Config } from '../config/schema.ts';
import type { KnownNames } from './known-names.ts';
import { createPolicySet, type PolicySet, type PolicySetResult, type PolicyText } from './policy-set.ts';

const SHIPPED = join(import.meta.dirname, 'shipped/default.cedar');
const LARGEST = 1024 * 1024;

/** Paths count from the folder of stint.yaml. */
export function policyFilesOf(config: Pick<Config, 'policies'>, configFile: string): readonly string[] {
  return config.policies?.map((file) => resolve(dirname(configFile), file)) ?? [SHIPPED];
}

export function loadPolicies(config: Config, configFile: string): PolicySetResult {
  const errors: ConfigError[] = [];
  const texts = policyFilesOf(config, configFile).flatMap((file): PolicyText[] => {
    const read = readPolicyFile(file);
    if (typeof read === 'string') return [{ file, text: read }];
    errors.push({ file, line: 1, column: 1, path: '', sentence: read.wrong });
    return [];
  });
  if (errors.length > 0) return { ok: false, errors };
  const made = makeSet(texts, knownNames(config), configFile);
  return made.ok && isUnheard(made.value, config) ? { ok: false, errors: [unheard(configFile)] } : made;
}

/** What is known to break the engine is found before (too-deep.ts). Were it to throw all the same, it says no to everything from then on. */
function makeSet(texts: readonly PolicyText[], known: KnownNames, configFile: string): PolicySetResult {
  try {
    return createPolicySet(texts, known);
  } catch (error) {
    const said = error instanceof Error ? error.message : 'it threw';
    const sentence = `The policy engine broke on these policies (${said}). Take back what was changed last, then restart the broker.`;
    return { ok: false, errors: [{ file: configFile, line: 1, column: 1, path: 'policies', sentence }] };
  }
}

function isUnheard({ facts }: PolicySet, { webhooks }: Config): boolean {
  const announces = [...facts.values()].some(({ announceTo }) => announceTo !== null);
  return announces && !webhooks.some(({ on }) => on.includes('broken-glass'));
}

function unheard(file: string): ConfigError {
  const sentence =
    'A policy announces what is started (@announce), and no webhook would tell of it: add broken-glass to `on` of one.';
  return { file, line: 1, column: 1, path: 'webhooks', sentence };
}

function readPolicyFile(file: string): string | { readonly wrong: string } {
  try {
    const { mode, size } = statSync(file);
    if (size > LARGEST) return { wrong: 'This file is larger than 1 MB.' };
    // SECURITY: policy-file-not-for-others
    if (process.platform !== 'win32' && (mode & 0o002) !== 0) {
      return { wrong: 'Everybody on this machine may write to this file. Take that away: chmod o-w.' };
    }
    return readFileSync(file, 'utf8');
  } catch {
    return { wrong: 'This file cannot be read.' };
  }
}

export function knownNames(config: Config): KnownNames {
  const { accounts, profiles, targets } = config;
  return {
    Profile: new Set(profiles.map(({ id }) => id)),
    Target: new Set(targets.map(({ id }) => id)),
    Environment: new Set(targets.flatMap(({ environment }) => environment ?? [])),
    Tag: new Set(profiles.flatMap(({ tags }) => tags)),
    Group: accounts.length === 0 ? null : new Set(accounts.flatMap(({ groups }) => groups)),
  };
}
