/**
 * Starting a grant: the device proves itself, policy is asked again, every entitlement is minted or none, and the credentials leave
 * sealed to the device. The same device may start again: its first credentials are revoked, the end stays. It never logs or keeps a secret.
 */
import type { PublicJwk } from '../../shared/api.ts';
import type { Source } from '../../shared/custody.ts';
import type { Grant, GrantIn } from '../../shared/grant.ts';
import type { Person } from '../../shared/person.ts';
import type { ProblemCode } from '../../shared/problem.ts';
import type { Circumstances } from '../ports/policy.ts';
import { appendAudit } from '../audit/append.ts';
import { findDevice } from '../identity/devices.ts';
import type { MintOutcome } from '../ports/lease-keeper.ts';
import { inTransaction } from '../storage/transaction.ts';
import { applyEvent } from './change.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';
import { lockGrant } from './grant-rows.ts';
import type { Fence, GrantWork } from './grant-work.ts';
import { onOwnGrant } from './own-grant.ts';
import { prepareStart, type Prepared } from './prepare-start.ts';
import { verifyProof } from './proof.ts';
import { granted, refused, type Answer } from './refusal.ts';
import { forgetSecrets, sealAll, type FreshLease, type SealedCredential } from './seal.ts';

export interface StartOrder {
  readonly person: Person;
  readonly grantId: string;
  readonly deviceId: string;
  readonly sealTo: PublicJwk;
  readonly proof: string;
  readonly sshPublicKey?: string | undefined;
  readonly from: Circumstances;
  readonly source: Source;
}

export interface StartedGrant {
  readonly grant: GrantIn<'active'>;
  readonly credentials: readonly SealedCredential[];
}

type Ends = Pick<Extract<Prepared, { ok: true }>, 'expiresAt' | 'latestEndAt'>;

export function createStart(
  deps: GrantDeps,
  afterCommit: AfterCommit,
  starts: GrantWork,
): (order: StartOrder) => Promise<Answer<StartedGrant>> {
  const { db, clock, leaseKeeper, log } = deps;

  return (order) => onOwnGrant(deps, order, () => starts.run(order.grantId, (fence) => start(order, fence)));

  async function start(order: StartOrder, fence: Fence): Promise<Answer<StartedGrant>> {
    const { person, grantId, source } = order;
    const device = await findDevice(db, person.id, order.deviceId);
    if (device === undefined) {
      return refused('unknown-device', 'This device is not registered for you. Sign in again on it.');
    }
    const proof = await verifyProof({ ...order, deviceKey: device.publicKey, now: clock.now() });
    if (!proof.ok) return refuse(order, 'bad-proof', proof.sentence);
    const prepared = await prepareStart(deps, {
      person,
      from: order.from,
      grantId,
      device,
      nonce: proof.nonce,
      hasSshKey: order.sshPublicKey !== undefined,
      source,
      fence,
    });
    if (prepared.change !== null) await afterCommit(prepared.change);
    if (!prepared.ok) {
      const { code, sentence } = prepared.refusal;
      return code === 'held-by-other-device' || code === 'bad-proof'
        ? refuse(order, code, sentence)
        : prepared;
    }

    if (prepared.again) await leaseKeeper.endGrant(grantId, fence);
    const outcome = await mint(order, prepared);
    if (!outcome.ok) return fail({ grantId, person, fence }, outcome.sentence);
    return finish({ ...order, fence }, prepared, outcome.leases);
  }

  async function mint(
    { grantId, from, sshPublicKey }: StartOrder,
    { profile, expiresAt }: Extract<Prepared, { ok: true }>,
  ): Promise<MintOutcome> {
    try {
      const requester = { address: from.address, sshPublicKey: sshPublicKey ?? null };
      return await leaseKeeper.mintAll({ grantId, entitlements: profile.entitlements, expiresAt, requester });
    } catch (error) {
      log.error({ err: error, grantId }, 'Minting threw');
      return { ok: false, sentence: 'Something went wrong while the access was made. Nothing was issued.' };
    }
  }

  async function finish(
    order: StartOrder & { readonly fence: Fence },
    ends: Ends,
    leases: readonly FreshLease[],
  ): Promise<Answer<StartedGrant>> {
    const { grantId, sealTo } = order;
    try {
      const credentials = await sealAll(leases, { grantId, sealTo, expiresAt: ends.expiresAt });
      const grant = await activate(order, ends, leases);
      if (grant?.status === 'active') return granted({ grant, credentials });
      await leaseKeeper.endGrant(grantId);
      return refused('wrong-status', 'The grant ended while it was being started. Nothing was issued.');
    } catch (error) {
      log.error({ err: error, grantId }, 'Starting failed after minting');
      // By themselves: where another broker has taken the grant over, what that has minted is in use.
      await leaseKeeper.endLeases(leases.map(({ lease }) => lease.id));
      return await fail(order, 'Something went wrong after the access was made. It was taken back.');
    } finally {
      forgetSecrets(leases);
    }
  }

  async function activate(
    { person, grantId, source, fence }: StartOrder & { readonly fence: Fence },
    { expiresAt, latestEndAt }: Ends,
    fresh: readonly FreshLease[],
  ): Promise<Grant | undefined> {
    const change = await inTransaction(db, async (tx) => {
      await fence(tx);
      const grant = await lockGrant(tx, grantId, person.id);
      if (grant === undefined) return undefined;
      const leases = fresh.map(({ lease }) => lease);
      const event = { event: 'minted', at: clock.now(), expiresAt, latestEndAt, leases } as const;
      return applyEvent(tx, grant, event, {
        actor: { kind: 'person', id: person.id, name: person.name },
        details: {
          source,
          leases: leases.map(({ id, account, targetName }) => ({ id, account, targetName })),
        },
      });
    });
    if (change === undefined) return undefined;
    await afterCommit(change);
    return change.grant;
  }

  /** Ends the grant as failed, whatever was minted; throws where another broker has taken it over, whose it is to say. */
  async function fail(
    { grantId, person, fence }: Pick<StartOrder, 'grantId' | 'person'> & { readonly fence: Fence },
    sentence: string,
  ): Promise<Answer<never>> {
    const change = await inTransaction(db, async (tx) => {
      await fence(tx);
      const grant = await lockGrant(tx, grantId, person.id);
      if (grant === undefined) return undefined;
      const event = { event: 'mint-failed', at: clock.now(), note: sentence } as const;
      return applyEvent(tx, grant, event, { actor: { kind: 'broker' } });
    });
    if (change !== undefined) await afterCommit(change);
    return refused('mint-failed', sentence);
  }

  /** What somebody with a stolen proof, or at a second device, would meet: it stands in the audit. */
  async function refuse(order: StartOrder, code: ProblemCode, sentence: string): Promise<Answer<never>> {
    await inTransaction(db, (tx) =>
      appendAudit(tx, {
        at: clock.now(),
        actor: { kind: 'person', id: order.person.id, name: order.person.name },
        action: 'start-refused',
        subject: order.grantId,
        details: { code, sentence, device: order.deviceId, source: order.source },
      }),
    );
    return refused(code, sentence);
  }
}
