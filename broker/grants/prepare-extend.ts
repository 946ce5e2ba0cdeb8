/**
 * The first half of an extension, in one transaction: the nonce is burnt, the grant is locked and looked at, policy is asked. Where people have
 * to be asked the extension begins to wait here; nothing is moved.
 */
import type { Source } from '../../shared/custody.ts';
import type { Extension, Grant, GrantIn } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Person } from '../../shared/person.ts';
import { pendingExtension } from '../../shared/reviewing.ts';
import type { KnownDevice } from '../identity/devices.ts';
import type { Circumstances } from '../ports/policy.ts';
import { inTransaction, type Tx } from '../storage/transaction.ts';
import { givesWhatWasAsked } from './asked.ts';
import { KEY_TAKEN, takeKey, type AskingKey } from './asking-keys.ts';
import { applyEvent, type Cause, type Change } from './change.ts';
import type { GrantDeps } from './grant-deps.ts';
import { lockAsked } from './grant-rows.ts';
import { burnNonce } from './nonces.ts';
import { refused, type Refusal } from './refusal.ts';

/** What the wire has room for. */
const MOST_EXTENSIONS = 50;

export interface PrepareExtendOrder {
  readonly person: Person;
  readonly from: Circumstances;
  readonly grantId: string;
  readonly device: KnownDevice;
  readonly nonce: string;
  readonly key: AskingKey;
  readonly durationSeconds: number;
  readonly reason: string;
  readonly source: Source;
}

export type PreparedExtend =
  /** People are asked. */
  | { readonly kind: 'waits'; readonly change: Change }
  /** Policy decides alone: this extension, to this end. */
  | {
      readonly kind: 'allowed';
      readonly change: null;
      readonly extension: Extension;
      readonly expiresAt: Instant;
    }
  | { readonly kind: 'refused'; readonly change: Change | null; readonly refusal: Refusal };

export async function prepareExtend(deps: GrantDeps, order: PrepareExtendOrder): Promise<PreparedExtend> {
  return inTransaction(deps.db, async (tx) => {
    const at = deps.clock.now();
    const row = await lockAsked(tx, order.grantId);
    if (row?.grant.person.id !== order.person.id) return no('not-found', 'There is no such grant of yours.');
    // Before anything is written to the audit: two that clear old nonces away must not wait for each other.
    if (!(await burnNonce(tx, { deviceId: order.device.id, nonce: order.nonce }, at)))
      return no('bad-proof', 'This proof was used before. Sign a new one.');
    const over = await applyEvent(tx, row.grant, { event: 'time-passed', at }, { actor: { kind: 'broker' } });
    const prepared = await look(
      deps,
      tx,
      { ...order, at, askedDigest: row.askedDigest },
      over?.grant ?? row.grant,
    );
    return prepared.change === null && prepared.kind === 'refused'
      ? { ...prepared, change: over ?? null }
      : prepared;
  });
}

interface Look extends PrepareExtendOrder {
  readonly at: Instant;
  readonly askedDigest: string | null;
}

async function look(deps: GrantDeps, tx: Tx, order: Look, grant: Grant): Promise<PreparedExtend> {
  const { person, device, durationSeconds, reason, at } = order;
  if (grant.status !== 'active') return no('wrong-status', whyNot(grant));
  if (grant.heldBy.deviceId !== device.id)
    return no('held-by-other-device', `“${grant.heldBy.deviceName}” holds this grant. Extend it there.`);
  if (pendingExtension(grant) !== null)
    return no('wrong-status', 'More time was asked for already; it waits for a review.');
  if (grant.extensions.length >= MOST_EXTENSIONS)
    return no('too-many-requests', 'This grant was extended often enough. Ask for a new one.');

  const profile = deps.profiles.get(grant.profileId);
  if (profile === undefined) return no('policy-refused', 'This profile no longer exists.');
  if (!givesWhatWasAsked({ grant, askedDigest: order.askedDigest }, profile))
    return no(
      'policy-refused',
      'What this profile gives has changed since you asked for it. Ask for it anew.',
    );
  const { ticket } = grant;
  const { from } = order;
  const question = { person, profile, at, from, durationSeconds, reason, ticket, running: grant };
  const decision = deps.policy.decide(question);
  switch (decision.decision) {
    case 'deny':
      return no(decision.code, decision.sentence);
    case 'allow': {
      const permitted = deps.policy.permit(question, []);
      if (permitted.decision === 'deny') return no(permitted.code, permitted.sentence);
      // SECURITY: broken-glass-is-told
      if (permitted.announceTo.length > 0)
        return no('policy-refused', announcedAnew(grant.profileName, permitted.announceTo));
      const extension = { ...toExtension(order, grant, profile.reviewBySeconds), needs: null };
      return {
        kind: 'allowed',
        change: null,
        extension,
        expiresAt: grant.expiresAt + durationSeconds * 1000,
      };
    }
    case 'needs-review': {
      if (!(await takeKey(tx, order.key, grant.id, at)))
        return { kind: 'refused', change: null, refusal: KEY_TAKEN.refusal };
      const { needs } = decision;
      const extension = { ...toExtension(order, grant, profile.reviewBySeconds), needs };
      const asked = { event: 'extension-asked', at, extension } as const;
      const change = await applyEvent(tx, grant, asked, toExtendCause(order));
      if (change === undefined) throw new Error('An active grant without a pending extension took none.');
      return { kind: 'waits', change };
    }
  }
}

/** Nobody would be told of it, nor asked to look at it: that belongs to a start. */
function announcedAnew(profileName: string, groups: readonly string[]): string {
  return `“${profileName}” is announced to ${groups.join(' and ')} when it starts, and nobody approves it, so it is not extended. Ask for it anew.`;
}

function toExtension(
  { at, durationSeconds, reason }: Look,
  grant: GrantIn<'active'>,
  reviewBySeconds: number,
): Omit<Extension, 'needs'> {
  const reviewBy = Math.min(at + reviewBySeconds * 1000, grant.expiresAt);
  return { askedAt: at, durationSeconds, reason, reviewBy, reviews: [], outcome: 'pending' };
}

export function toExtendCause(order: Omit<PrepareExtendOrder, 'nonce' | 'key' | 'from'>): Cause {
  const { person, device, durationSeconds, reason, source } = order;
  return {
    actor: { kind: 'person', id: person.id, name: person.name },
    details: { device: device.id, durationSeconds, reason, source },
  };
}

function whyNot(grant: Grant): string {
  return grant.status === 'ended'
    ? `This grant has ended (${grant.why}). Ask for a new one.`
    : 'This grant has not been started, so there is nothing to extend.';
}

function no(code: Refusal['code'], sentence: string): Extract<PreparedExtend, { kind: 'refused' }> {
  return { kind: 'refused', change: null, refusal: refused(code, sentence).refusal };
}
