// A profile, a person, and policies by text, for tests of decisions.
import { createCedarPolicy } from '../../../broker/policy/cedar-policy.ts';
import { createPolicySet, type PolicySet } from '../../../broker/policy/policy-set.ts';
import { loadPolicies } from '../../../broker/policy/load-policies.ts';
import type { KnownNames } from '../../../broker/policy/known-names.ts';
import { parseConfig } from '../../../broker/config/parse-config.ts';
import type { Circumstances, Policy, Question } from '../../../broker/ports/policy.ts';
import type { ProfileRule } from '../../../broker/ports/profile-rule.ts';
import type { Person } from '../../../shared/person.ts';
import { SHIPPED } from '../test-broker.ts';

export const person: Person = {
  id: '01M85SZSVQKCPPN02KHP85HMJX',
  issuer: 'local',
  subject: 'erin',
  name: 'Erin',
  groups: ['payments'],
  mayApprove: false,
  isAdmin: false,
};

export const rule: ProfileRule = {
  profile: { id: 'p1', name: 'P', summary: '', importance: 'low', entitlements: [] },
  groups: ['payments'],
  longestSeconds: 3600,
  totalSeconds: 7200,
  reasonRequired: false,
  ticketRequired: false,
  review: null,
  tags: [],
  environments: new Map(),
  unavailable: null,
  reviewBySeconds: 60,
  startBySeconds: 60,
  remindAfterSeconds: null,
  escalate: null,
  entitlements: [],
};

/** A Tuesday, 10:00 in UTC. */
export const TUESDAY_TEN = Date.UTC(2026, 10, 24, 10);
export const HERE: Circumstances = { address: '10.1.2.3', signedInAt: TUESDAY_TEN - 3_600_000 };

export const KNOWN: KnownNames = {
  Profile: new Set(['p1']),
  Target: new Set(['billing']),
  Environment: new Set(['production']),
  Tag: new Set(['pii']),
  Group: new Set(['payments', 'dba', 'security']),
};

export function setOf(text: string, known = KNOWN): PolicySet {
  const made = createPolicySet([{ file: 'test.cedar', text }], known);
  if (!made.ok) throw new Error(made.errors.map(({ line, sentence }) => `${line}: ${sentence}`).join('\n'));
  return made.value;
}

export function shippedSet(): PolicySet {
  const config = parseConfig(SHIPPED, 'stint.yaml');
  if (!config.ok) throw new Error('The shipped configuration is wrong.');
  const made = loadPolicies(config.value, '/nowhere/stint.yaml');
  if (!made.ok) throw new Error(JSON.stringify(made.errors));
  return made.value;
}

export interface PolicyBench {
  readonly policy: Policy;
  /** What was logged as an error. */
  readonly errors: readonly object[];
}

export function benchOf(set: PolicySet, timeZone = 'UTC'): PolicyBench {
  const errors: object[] = [];
  const log = { info: ignore, warn: ignore, error: (facts: object) => void errors.push(facts) };
  return {
    policy: createCedarPolicy({ policies: () => set, timeZone, log, othersTurn: () => Promise.resolve() }),
    errors,
  };
}

function ignore(): void {
  // Only errors are looked at.
}

export function question(changes: Partial<Question> = {}): Question {
  return {
    ...{ person, profile: rule, at: TUESDAY_TEN, from: HERE },
    ...{ durationSeconds: 900, reason: 'a look', ticket: null },
    ...changes,
  };
}

/** What members of payments may do, with this on top. */
export const MEMBERS = `
@id("ask") @approval("profile") permit(principal, action == Action::"request", resource) when { principal in Group::"payments" };
@id("start") permit(principal, action == Action::"start", resource) when { context.approvals.containsAll(resource.reviews) };
`;
