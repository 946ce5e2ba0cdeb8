/**
 * Asking for a later end of an active grant: the device that holds it proves itself, policy is asked again, and the end moves at once or waits
 * for people. It hands out no credential: those the device has go on.
 */
import type { ExtendRequestBody } from '../../shared/api-review.ts';
import type { Grant } from '../../shared/grant.ts';
import type { Person } from '../../shared/person.ts';
import { cleanText, LONGEST_REASON } from '../../shared/untrusted-text.ts';
import type { Circumstances } from '../ports/policy.ts';
import { appendAudit } from '../audit/append.ts';
import { findDevice } from '../identity/devices.ts';
import { inTransaction } from '../storage/transaction.ts';
import { answerAgain, KEY_TAKEN, takeKey, toAskingKey } from './asking-keys.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';
import { moveEnd } from './move-end.ts';
import type { Fence, GrantWork } from './grant-work.ts';
import { onOwnGrant } from './own-grant.ts';
import { prepareExtend, toExtendCause } from './prepare-extend.ts';
import { verifyExtendProof } from './proof.ts';
import { granted, refused, type Answer, type Refusal } from './refusal.ts';

export interface ExtendOrder {
  readonly person: Person;
  readonly from: Circumstances;
  readonly grantId: string;
  readonly body: ExtendRequestBody;
  readonly idempotencyKey: string;
}

/** Slips in a form, and what time does. The others stand in the audit. */
const NOT_RECORDED: readonly Refusal['code'][] = [
  'not-found',
  'wrong-status',
  'duration-out-of-range',
  'reason-required',
  'ticket-required',
  'idempotency-conflict',
];

export function createExtend(
  deps: GrantDeps,
  afterCommit: AfterCommit,
  starts: GrantWork,
): (order: ExtendOrder) => Promise<Answer<Grant>> {
  const { db, clock } = deps;

  // Never beside a start of the same grant, which would mint by the old end.
  return (order) => onOwnGrant(deps, order, () => starts.run(order.grantId, (fence) => extend(order, fence)));

  async function extend(order: ExtendOrder, fence: Fence): Promise<Answer<Grant>> {
    const { person, from, grantId, body } = order;
    const { deviceId, durationSeconds, source } = body;
    const asked = { act: 'extend', grantId, deviceId, durationSeconds, reason: body.reason };
    const key = toAskingKey(person.id, order.idempotencyKey, asked);
    const earlier = await answerAgain(db, key);
    if (earlier !== undefined) return earlier;

    const device = await findDevice(db, person.id, deviceId);
    if (device === undefined)
      return refused('unknown-device', 'This device is not registered for you. Sign in again on it.');
    const { proof } = body;
    const now = clock.now();
    const proved = await verifyExtendProof({
      proof,
      grantId,
      durationSeconds,
      deviceKey: device.publicKey,
      now,
    });
    if (!proved.ok) return refuse(order, refused('bad-proof', proved.sentence).refusal);

    const reason = cleanText(body.reason, LONGEST_REASON);
    const { nonce } = proved;
    const wanted = { person, from, grantId, device, nonce, key, durationSeconds, reason, source };
    const prepared = await prepareExtend(deps, wanted);
    if (prepared.change !== null) await afterCommit(prepared.change);
    switch (prepared.kind) {
      case 'waits':
        return granted(prepared.change.grant);
      case 'refused':
        return refuse(order, prepared.refusal);
      case 'allowed': {
        const { extension, expiresAt } = prepared;
        const moved = await moveEnd(deps, afterCommit, {
          grantId,
          expiresAt,
          cause: toExtendCause(wanted),
          fence,
          async before(tx) {
            const at = clock.now();
            return (await takeKey(tx, key, grantId, at))
              ? granted({ event: 'extension-asked', at, extension } as const)
              : KEY_TAKEN;
          },
        });
        return moved.ok ? moved : refuse(order, moved.refusal);
      }
    }
  }

  /** What somebody with a stolen proof, at a second device, or without the right would meet, and what a target refused. */
  async function refuse({ person, grantId, body }: ExtendOrder, refusal: Refusal): Promise<Answer<never>> {
    const { code, sentence } = refusal;
    if (!NOT_RECORDED.includes(code)) {
      await inTransaction(db, (tx) =>
        appendAudit(tx, {
          at: clock.now(),
          actor: { kind: 'person', id: person.id, name: person.name },
          action: 'extend-refused',
          subject: grantId,
          details: { code, sentence, device: body.deviceId, source: body.source },
        }),
      );
    }
    return { ok: false, refusal };
  }
}
