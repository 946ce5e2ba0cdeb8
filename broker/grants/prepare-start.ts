/**
 * The first half of a start, in one transaction: the nonce is burnt, the grant is locked and looked at, policy is asked again, and the
 * grant becomes `starting`. Nothing is minted here.
 */
import type { Source } from '../../shared/custody.ts';
import type { Grant } from '../../shared/grant.ts';
import { MOST_STAGES, toNeed } from '../../shared/review-need.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Person, PersonName } from '../../shared/person.ts';
import { appendAudit } from '../audit/append.ts';
import type { KnownDevice } from '../identity/devices.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import type { Circumstances } from '../ports/policy.ts';
import { inTransaction, type Tx } from '../storage/transaction.ts';
import { announce } from '../webhooks/announce.ts';
import { toRequest } from '../webhooks/grant-announcements.ts';
import { applyEvent, type Cause, type Change } from './change.ts';
import type { GrantDeps } from './grant-deps.ts';
import { findGrant, lockAsked } from './grant-rows.ts';
import { burnNonce } from './nonces.ts';
import type { Fence } from './grant-work.ts';
import {
  askPolicy,
  knowsReviewers,
  presentReviewers,
  type Reviewers,
  type StartQuestion,
} from './permission.ts';
import { refused, type Refusal } from './refusal.ts';

/** By when somebody is asked to have looked at access that nobody had approved: a day. */
const LOOKED_AT_WITHIN_MS = 86_400_000;

export type Prepared =
  | {
      readonly ok: true;
      readonly change: Change | null;
      readonly profile: ProfileRule;
      /** A whole second, so that it is the same everywhere it is written. */
      readonly expiresAt: Instant;
      /** Where extensions may move it at most. */
      readonly latestEndAt: Instant;
      /** The grant is active already: what was minted first goes. */
      readonly again: boolean;
    }
  | { readonly ok: false; readonly change: Change | null; readonly refusal: Refusal };

export interface PrepareOrder {
  readonly person: Person;
  readonly from: Circumstances;
  readonly grantId: string;
  readonly device: KnownDevice;
  readonly nonce: string;
  /** The desktop has sent a key of its own for SSH. */
  readonly hasSshKey: boolean;
  readonly source: Source;
  readonly fence: Fence;
}

export async function prepareStart(deps: GrantDeps, order: PrepareOrder): Promise<Prepared> {
  // Asked of the configuration, before any row is locked.
  const reviewers = await presentReviewers(deps, await findGrant(deps.db, order.grantId, order.person.id));
  return (await prepare(deps, order, reviewers)) ?? prepareStart(deps, order);
}

/** `undefined`: it was reviewed, or policies have changed, since the reviewers were looked for. */
async function prepare(
  deps: GrantDeps,
  order: PrepareOrder,
  reviewers: Reviewers,
): Promise<Prepared | undefined> {
  return inTransaction(deps.db, async (tx) => {
    await order.fence(tx);
    const at = deps.clock.now();
    const row = await lockAsked(tx, order.grantId);
    if (row?.grant.person.id !== order.person.id) return no('not-found', 'There is no such grant of yours.');
    if (!knowsReviewers(deps, reviewers, row.grant)) return undefined;
    // Before anything is written to the audit: two that clear old nonces away must not wait for each other.
    if (!(await burnNonce(tx, { deviceId: order.device.id, nonce: order.nonce }, at)))
      return no('bad-proof', 'This proof was used before. Sign a new one.');
    // Its end, or that of an extension that nobody has reviewed in time: the grant itself may go on.
    const over = await applyEvent(tx, row.grant, { event: 'time-passed', at }, { actor: { kind: 'broker' } });
    const { askedDigest } = row;
    const prepared = await look(deps, tx, { ...order, at, askedDigest, reviewers }, over?.grant ?? row.grant);
    return { ...prepared, change: prepared.change ?? over ?? null };
  });
}

interface Look extends PrepareOrder, Pick<StartQuestion, 'at' | 'askedDigest' | 'reviewers'> {}

async function look(deps: GrantDeps, tx: Tx, order: Look, grant: Grant): Promise<Prepared> {
  const { person, from, device, at, askedDigest, reviewers } = order;
  if (grant.status !== 'approved' && grant.status !== 'active') return no('wrong-status', whyNot(grant));
  if (grant.status === 'active' && grant.heldBy.deviceId !== device.id) {
    return no('held-by-other-device', `“${grant.heldBy.deviceName}” holds this grant. Release it first.`);
  }

  const wantsSsh = deps.profiles.get(grant.profileId)?.entitlements.some(({ kind }) => kind === 'ssh');
  if (wantsSsh === true && !order.hasSshKey) {
    return no(
      'malformed-request',
      'This profile gives SSH access, and the start brought no sshPublicKey. Update Stint on this computer, then start again.',
    );
  }

  const cause: Cause = {
    actor: { kind: 'person', id: person.id, name: person.name },
    details: { device: device.id, source: order.source },
  };
  const allowed = askPolicy(deps, { grant, person, from, askedDigest, at, reviewers });
  if (!allowed.ok) {
    const event =
      grant.status === 'active'
        ? ({ event: 'revoked', at, note: allowed.sentence } as const)
        : ({ event: 'denied', at, note: allowed.sentence, review: null } as const);
    const change = (await applyEvent(tx, grant, event, cause)) ?? null;
    return { ...no('policy-refused', allowed.sentence), change };
  }

  const { profile } = allowed;
  if (grant.status === 'active') {
    const { expiresAt, latestEndAt } = grant;
    return { ok: true, change: null, profile, expiresAt, latestEndAt, again: true };
  }
  const heldBy = { deviceId: device.id, deviceName: device.name };
  // SECURITY: broken-glass-is-looked-at
  const needs = toNeed(allowed.toldGroups.slice(0, MOST_STAGES).map((group) => ({ count: 1, group })));
  const afterwards = needs === null ? undefined : { needs, reviewBy: at + LOOKED_AT_WITHIN_MS };
  const change = await applyEvent(tx, grant, { event: 'start-requested', at, heldBy, afterwards }, cause);
  if (change === undefined) return no('wrong-status', whyNot(grant));
  if (afterwards !== undefined) {
    const { reviewBy } = afterwards;
    await tellBrokenGlass(tx, { grant, told: allowed.told, reviewBy }, cause, at);
  }
  const expiresAt = Math.floor(at / 1000 + grant.grantedSeconds) * 1000;
  const latestEndAt = Math.floor(at / 1000 + profile.totalSeconds) * 1000;
  return { ok: true, change, profile, expiresAt, latestEndAt, again: false };
}

/** Before anything is minted: whatever becomes of the start, it is told. */
async function tellBrokenGlass(
  tx: Tx,
  { grant, told, reviewBy }: { grant: Grant; told: readonly PersonName[]; reviewBy: Instant },
  { actor }: Cause,
  at: Instant,
): Promise<void> {
  await announce(tx, { kind: 'broken-glass', at, grant: toRequest(grant), told, reviewBy });
  const details = { told: told.map(({ id }) => id), reviewBy, reason: grant.reason };
  await appendAudit(tx, { at, actor, action: 'glass-broken', subject: grant.id, details });
}

function whyNot(grant: Grant): string {
  switch (grant.status) {
    case 'pending':
      return 'This request has not been approved yet.';
    case 'starting':
      return 'This grant is being started already. Try again in a moment.';
    case 'ended':
      return `This grant has ended (${grant.why}). Ask for a new one.`;
    case 'approved':
    case 'active':
      return 'This grant cannot be started now.';
  }
}

function no(code: Refusal['code'], sentence: string): Extract<Prepared, { ok: false }> {
  return { ...refused(code, sentence), change: null };
}
