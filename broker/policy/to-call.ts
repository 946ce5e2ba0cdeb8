/** A question in the engine's words: who, what, on which profile, under which circumstances. Pure. */
import type { Context, EntityJson, EntityUid } from '@cedar-policy/cedar-wasm/nodejs';
import { toRfc3339, type Instant } from '../../shared/instant.ts';
import type { Person } from '../../shared/person.ts';
import type { Question, ReviewQuestion, Running } from '../ports/policy.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import { describeStage, toApprovalTexts } from './approval-text.ts';
import { stagesOf } from '../../shared/review-need.ts';
import type { ReviewStage } from '../../shared/review-need.ts';
import type { LocalTime } from './local-time.ts';

export interface Call {
  readonly principal: EntityUid;
  readonly action: EntityUid;
  readonly resource: EntityUid;
  readonly context: Context;
  readonly entities: EntityJson[];
}

type Asks = Pick<Question, 'at' | 'from' | 'profile' | 'durationSeconds' | 'reason' | 'ticket' | 'running'>;

export function toCall(
  action: 'request' | 'start',
  question: Question,
  approvals: readonly ReviewStage[],
  local: LocalTime,
): Call {
  return {
    ...toSubject(action, question.person, question.profile),
    context: {
      ...toCircumstances(question, local),
      approvals: [...toApprovalTexts(approvals)],
    },
  };
}

/** No account has an empty subject. */
const NOBODY = { issuer: '', subject: '', name: '', groups: [] } as const;

export function toReviewCall(question: ReviewQuestion, local: LocalTime): Call {
  const { reviewer, group, profile } = question;
  const asker = question.asker ?? NOBODY;
  const subject = toSubject('review', reviewer, profile);
  const who = userOf(asker);
  return {
    ...subject,
    context: {
      ...toCircumstances(question, local),
      asker: { __entity: who },
      group: { __entity: groupOf(group) },
    },
    // The engine takes nobody twice.
    entities: who.id === userOf(reviewer).id ? subject.entities : [...subject.entities, toUserEntity(asker)],
  };
}

function toSubject(action: string, person: Person, rule: ProfileRule): Omit<Call, 'context'> {
  return {
    principal: userOf(person),
    action: { type: 'Action', id: action },
    resource: { type: 'Profile', id: rule.profile.id },
    entities: [toUserEntity(person), ...toProfileEntities(rule)],
  };
}

function toUserEntity(person: Pick<Person, 'issuer' | 'subject' | 'name' | 'groups'>): EntityJson {
  const { issuer, subject, name, groups } = person;
  return { uid: userOf(person), attrs: { issuer, subject, name }, parents: groups.map(groupOf) };
}

const known = new WeakMap<ProfileRule, readonly EntityJson[]>();

/** The profile with its targets; rules never change, so each is put together once. */
function toProfileEntities(rule: ProfileRule): readonly EntityJson[] {
  const before = known.get(rule);
  if (before !== undefined) return before;
  const { profile, groups, review, environments, tags } = rule;
  const targets = [...new Set(rule.entitlements.map(({ targetId }) => targetId))];
  const made: readonly EntityJson[] = [
    {
      uid: { type: 'Profile', id: profile.id },
      attrs: {
        everybody: groups.length === 0,
        askers: groups.map((group) => ({ __entity: groupOf(group) })),
        reviews: stagesOf(review).map(describeStage),
        kinds: [...new Set(rule.entitlements.map(({ kind }) => kind))],
        longestSeconds: rule.longestSeconds,
        totalSeconds: rule.totalSeconds,
      },
      parents: [
        ...targets.map((id) => ({ type: 'Target', id })),
        ...tags.map((id) => ({ type: 'Tag', id })),
        { type: 'Importance', id: profile.importance },
      ],
    },
    ...targets.flatMap((id): EntityJson[] => {
      const environment = environments.get(id);
      if (environment === undefined) return [];
      return [
        { uid: { type: 'Target', id }, attrs: {}, parents: [{ type: 'Environment', id: environment }] },
      ];
    }),
  ];
  known.set(rule, made);
  return made;
}

function toCircumstances(asks: Asks, local: LocalTime): Context {
  const { at, from, reason, ticket, running } = asks;
  const durationSeconds = Math.round(asks.durationSeconds);
  return {
    durationSeconds,
    totalSeconds: durationSeconds + (running === undefined ? 0 : lengthOf(running)),
    extending: running !== undefined,
    reason: reason.trim(),
    ticket: (ticket ?? '').trim(),
    ...local,
    now: { __extn: { fn: 'datetime', arg: toRfc3339(at) } },
    ...(from.address === null ? {} : { sourceAddress: { __extn: { fn: 'ip', arg: from.address } } }),
    ...(from.signedInAt === null ? {} : { signedInSeconds: secondsBetween(from.signedInAt, at) }),
  };
}

/** A second that has begun counts. */
function lengthOf({ startedAt, expiresAt }: Running): number {
  return Math.ceil((expiresAt - startedAt) / 1000);
}

/** A clock that went back makes nobody's sign-in younger than it is known to be. */
function secondsBetween(from: Instant, to: Instant): number {
  return Math.max(0, Math.floor((to - from) / 1000));
}

function userOf({ issuer, subject }: Pick<Person, 'issuer' | 'subject'>): { type: 'User'; id: string } {
  return { type: 'User', id: `${issuer}#${subject}` };
}

function groupOf(group: string): { type: 'Group'; id: string } {
  return { type: 'Group', id: group };
}
