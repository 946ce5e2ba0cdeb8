/** Makes the rules the broker works with out of the profiles of stint.yaml. Pure. */
import type { EntitlementRule, ProfileRule } from '../ports/profile-rule.ts';
import type { Config, ProfileConfig } from './schema.ts';

export function toProfileRules(config: Config): ProfileRule[] {
  const names = new Map(config.targets.map((target) => [target.id, target.name]));
  return config.profiles.map((profile) => toRule(profile, names));
}

function toRule(profile: ProfileConfig, targetNames: ReadonlyMap<string, string>): ProfileRule {
  const rules = profile.entitlements.map((entitlement): EntitlementRule => ({
    // What is given, named by itself: the same in every profile that gives it.
    id: `${entitlement.target}/${entitlement.database}/${entitlement.role}`,
    kind: 'postgresql',
    targetId: entitlement.target,
    targetName: targetNames.get(entitlement.target) ?? entitlement.target,
    role: entitlement.role,
    database: entitlement.database,
  }));
  return {
    profile: {
      id: profile.id,
      name: profile.name,
      summary: profile.summary,
      importance: profile.importance,
      entitlements: profile.entitlements.map((entitlement, index) => ({
        id: rules[index]?.id ?? '',
        kind: 'postgresql',
        targetId: entitlement.target,
        targetName: targetNames.get(entitlement.target) ?? entitlement.target,
        allows: entitlement.allows,
        denies: entitlement.denies,
      })),
    },
    groups: profile.groups,
    longestSeconds: profile.longest,
    totalSeconds: profile.total ?? profile.longest,
    reasonRequired: profile.reason === 'required',
    ticketRequired: profile.ticket === 'required',
    review: profile.review === 'nobody' ? null : profile.review,
    reviewBySeconds: profile.reviewWithin,
    startBySeconds: profile.startWithin,
    entitlements: rules,
  };
}
