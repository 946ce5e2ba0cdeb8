/** Makes one entitlement's rule out of what stint.yaml says of it and of its target. Pure. */
import { createHash } from 'node:crypto';
import type { EntitlementRule } from '../ports/profile-rule.ts';
import type { Config, EntitlementConfig, TargetConfig } from './schema.ts';

/** A terminal, and nothing else: no forwarding of ports, agents or displays. */
const USUAL_PERMIT = ['permit-pty'] as const;

export function toEntitlementRule(entitlement: EntitlementConfig, target: TargetConfig): EntitlementRule {
  const at = { targetId: target.id, targetName: target.name };
  switch (target.kind) {
    case 'demo':
    case 'postgresql': {
      // entitlement-keys.ts has seen to it that both are there.
      const { database = '', role = '' } = entitlement;
      // What is given, named by itself: the same in every profile that gives it.
      return { id: `${target.id}/${database}/${role}`, kind: 'postgresql', ...at, role, database };
    }
    case 'demo-ssh':
    case 'ssh': {
      const { principal = '', forceCommand = null, permit = USUAL_PERMIT } = entitlement;
      const username = entitlement.username ?? principal;
      const right = { principal, username, forceCommand, permit };
      const id = `${target.id}/${principal}/${toDigest(right)}`;
      return { id, kind: 'ssh', ...at, ...right };
    }
  }
}

/** Eight digits: commands are too long for a name. */
function toDigest(right: object): string {
  return createHash('sha256').update(JSON.stringify(right)).digest('hex').slice(0, 8);
}

/** Every principal the profiles name at a target. */
export function principalsAt(config: Config, targetId: string): readonly string[] {
  const entitlements = config.profiles.flatMap((profile) => profile.entitlements);
  const there = entitlements.filter(({ target }) => target === targetId);
  return [...new Set(there.flatMap(({ principal }) => principal ?? []))];
}
