/**
 * What the schema cannot see: names used twice, and names used that nobody has defined. Looks at whatever can be read of the file, so that
 * these errors are told along with all others. Pure.
 */
import { z } from 'zod';
import { findKeyErrors } from './entitlement-keys.ts';
import { suggest } from './near-key.ts';

export interface ReferenceError {
  readonly path: readonly (string | number)[];
  readonly sentence: string;
}

const word = z.string().catch('');
const words = z.array(word).catch([]);
const listOf = <T extends z.ZodType>(item: T): z.ZodCatch<z.ZodArray<T>> => z.array(item).catch([]);

/** The groups of its stages, with the place of each under `review`. */
const stage = z.object({ group: word });
const reviewing = z
  .union([
    z
      .array(stage.catch({ group: '' }))
      .transform((list) => list.map(({ group }, index) => ({ group, path: [index] }))),
    stage.transform(({ group }) => [{ group, path: [] }]),
  ])
  .catch([]);

/** What names and refers, wherever it is well enough formed; the empty text where it is not. */
const referring = z
  .object({
    accounts: listOf(
      z.object({ name: word, groups: words, owner: word }).catch({ name: '', groups: [], owner: '' }),
    ),
    admins: word,
    webhooks: listOf(z.object({ id: word }).catch({ id: '' })),
    targets: listOf(z.object({ id: word, kind: word }).catch({ id: '', kind: '' })),
    profiles: listOf(
      z
        .object({
          id: word,
          groups: words,
          review: reviewing,
          escalate: stage.catch({ group: '' }),
          entitlements: listOf(z.looseObject({ target: word }).catch({ target: '' })),
        })
        .catch({ id: '', groups: [], review: [], escalate: { group: '' }, entitlements: [] }),
    ),
  })
  .catch({ accounts: [], admins: '', targets: [], profiles: [], webhooks: [] });

export function findReferenceErrors(given: unknown): ReferenceError[] {
  const config = referring.parse(given);
  const targets = config.targets.map((target) => target.id);
  const kinds = new Map(config.targets.map((target) => [target.id, target.kind]));
  const groups = [...new Set(config.accounts.flatMap((account) => account.groups))];
  const unknownGroup = (group: string): string =>
    `No account is in the group “${group}”. Groups are: ${list(groups)}.${suggest(group, groups)}`;
  const errors: ReferenceError[] = [
    ...findTwice(config.accounts.map((account) => account.name)).map((index) => ({
      path: ['accounts', index, 'name'],
      sentence: 'Another account has this name already.',
    })),
    ...findTwice(targets).map((index) => ({
      path: ['targets', index, 'id'],
      sentence: 'Another target has this id already.',
    })),
    ...findTwice(config.profiles.map((profile) => profile.id)).map((index) => ({
      path: ['profiles', index, 'id'],
      sentence: 'Another profile has this id already.',
    })),
    ...findTwice(config.webhooks.map((webhook) => webhook.id)).map((index) => ({
      path: ['webhooks', index, 'id'],
      sentence: 'Another webhook has this id already.',
    })),
  ];
  config.accounts.forEach((account, index) => {
    const sentence = whyNotOwner(account, config.accounts);
    if (sentence !== null) errors.push({ path: ['accounts', index, 'owner'], sentence });
  });
  if (config.accounts.length > 0 && config.admins !== '' && !groups.includes(config.admins)) {
    errors.push({ path: ['admins'], sentence: unknownGroup(config.admins) });
  }
  config.profiles.forEach((profile, index) => {
    // Without local accounts groups come from elsewhere, and cannot be known here.
    if (config.accounts.length > 0) {
      profile.groups.forEach((group, place) => {
        if (group !== '' && !groups.includes(group)) {
          errors.push({ path: ['profiles', index, 'groups', place], sentence: unknownGroup(group) });
        }
      });
      for (const { group, path } of profile.review) {
        if (group === '' || groups.includes(group)) continue;
        errors.push({
          path: ['profiles', index, 'review', ...path, 'group'],
          sentence: unknownGroup(group),
        });
      }
      const { group } = profile.escalate;
      if (group !== '' && !groups.includes(group)) {
        errors.push({ path: ['profiles', index, 'escalate', 'group'], sentence: unknownGroup(group) });
      }
    }
    profile.entitlements.forEach((entitlement, place) => {
      const path = ['profiles', index, 'entitlements', place];
      for (const { key, sentence } of findKeyErrors(entitlement, kinds.get(entitlement.target) ?? '')) {
        errors.push({ path: [...path, key], sentence });
      }
      if (entitlement.target === '' || targets.includes(entitlement.target)) return;
      errors.push({
        path: [...path, 'target'],
        sentence: `There is no target “${entitlement.target}”. Targets are: ${list(targets)}.${suggest(entitlement.target, targets)}`,
      });
    });
  });
  return errors;
}

interface OwnedAccount {
  readonly name: string;
  readonly owner: string;
}

function whyNotOwner({ name, owner }: OwnedAccount, accounts: readonly OwnedAccount[]): string | null {
  if (owner === '') return null;
  if (owner === name) return 'An account is its own where no owner is written. Leave this out.';
  const found = accounts.find((account) => account.name === owner);
  if (found === undefined) {
    const names = accounts.map((account) => account.name).filter((other) => other !== name);
    return `There is no account “${owner}”. Accounts are: ${list(names)}.${suggest(owner, names)}`;
  }
  return found.owner === ''
    ? null
    : `The account “${owner}” has an owner itself: write “${found.owner}”, who is behind both.`;
}

/** Where a name stands that stood before. */
function findTwice(names: readonly string[]): number[] {
  return names.flatMap((name, index) => (name !== '' && names.indexOf(name) < index ? [index] : []));
}

function list(names: readonly string[]): string {
  return names.length === 0 ? '(none)' : names.join(', ');
}
