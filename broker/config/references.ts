/** What the schema cannot see: names used twice, and names used that nobody has defined. Pure. */
import { suggest } from './near-key.ts';
import type { Config } from './schema.ts';

export interface ReferenceError {
  readonly path: readonly (string | number)[];
  readonly sentence: string;
}

export function findReferenceErrors(config: Config): ReferenceError[] {
  const targets = config.targets.map((target) => target.id);
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
  ];
  config.profiles.forEach((profile, index) => {
    // Without local accounts groups come from elsewhere, and cannot be known here.
    if (config.accounts.length > 0) {
      profile.groups.forEach((group, place) => {
        if (!groups.includes(group)) {
          errors.push({ path: ['profiles', index, 'groups', place], sentence: unknownGroup(group) });
        }
      });
      if (profile.review !== 'nobody' && !groups.includes(profile.review.group)) {
        errors.push({
          path: ['profiles', index, 'review', 'group'],
          sentence: unknownGroup(profile.review.group),
        });
      }
    }
    profile.entitlements.forEach((entitlement, place) => {
      if (targets.includes(entitlement.target)) return;
      errors.push({
        path: ['profiles', index, 'entitlements', place, 'target'],
        sentence: `There is no target “${entitlement.target}”. Targets are: ${list(targets)}.${suggest(entitlement.target, targets)}`,
      });
    });
  });
  return errors;
}

/** Where a name stands that stood before. */
function findTwice(names: readonly string[]): number[] {
  return names.flatMap((name, index) => (names.indexOf(name) < index ? [index] : []));
}

function list(names: readonly string[]): string {
  return names.length === 0 ? '(none)' : names.join(', ');
}
