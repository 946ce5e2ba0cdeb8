/** Makes the rules the broker works with out of the profiles of stint.yaml. Pure. */
import { toNeed } from '../../shared/review-need.ts';
import type { EntitlementRule, ProfileRule } from '../ports/profile-rule.ts';
import type { Config, ProfileConfig, TargetConfig } from './schema.ts';
import { toEntitlementRule } from './to-entitlement-rule.ts';

/** `unavailable`: targets that did not start, by id, and why. */
export function toProfileRules(
  config: Config,
  unavailable: ReadonlyMap<string, string> = new Map(),
): ProfileRule[] {
  const targets = new Map(config.targets.map((target) => [target.id, target]));
  return config.profiles.map((profile) => toRule(profile, targets, unavailable));
}

function toRule(
  profile: ProfileConfig,
  targets: ReadonlyMap<string, TargetConfig>,
  unavailable: ReadonlyMap<string, string>,
): ProfileRule {
  const rules = profile.entitlements.map((entitlement): EntitlementRule => {
    const target = targets.get(entitlement.target);
    // The configuration was refused otherwise.
    if (target === undefined) throw new Error(`There is no target ${entitlement.target}.`);
    return toEntitlementRule(entitlement, target);
  });
  return {
    profile: {
      id: profile.id,
      name: profile.name,
      summary: profile.summary,
      importance: profile.importance,
      entitlements: rules.map(({ id, kind, targetId, targetName }, index) => ({
        id,
        kind,
        targetId,
        targetName,
        allows: profile.entitlements[index]?.allows ?? [],
        denies: profile.entitlements[index]?.denies ?? [],
      })),
    },
    groups: profile.groups,
    longestSeconds: profile.longest,
    totalSeconds: profile.total ?? profile.longest,
    reasonRequired: profile.reason === 'required',
    ticketRequired: profile.ticket === 'required',
    review: profile.review === 'nobody' ? null : toNeed([profile.review].flat()),
    tags: profile.tags,
    environments: new Map(
      rules.flatMap(({ targetId }) => {
        const environment = targets.get(targetId)?.environment;
        return environment === undefined ? [] : [[targetId, environment] as const];
      }),
    ),
    reviewBySeconds: profile.reviewWithin,
    startBySeconds: profile.startWithin,
    remindAfterSeconds: profile.remindAfter ?? null,
    escalate:
      profile.escalate === undefined
        ? null
        : { afterSeconds: profile.escalate.after, group: profile.escalate.group },
    entitlements: rules,
    unavailable:
      rules.map(({ targetId }) => unavailable.get(targetId)).find((why) => why !== undefined) ?? null,
  };
}
