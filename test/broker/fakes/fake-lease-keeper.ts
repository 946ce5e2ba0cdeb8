// Keeps leases in memory and hands out a known secret, so that tests can look for it where it must not be.
import type { Lease } from '../../../shared/grant.ts';
import type { Tx } from '../../../broker/storage/transaction.ts';
import type { ExtendOrder, LeaseChange, LeaseKeeper, MintOrder } from '../../../broker/ports/lease-keeper.ts';

export const CANARY = 'canary-password-7f3a9b';

export interface FakeLeaseKeeper extends LeaseKeeper {
  readonly orders: readonly MintOrder[];
  readonly ended: readonly string[];
  /** Leases whose end was ordered by themselves. */
  readonly endedLeases: readonly string[];
  /** What `extendAll` was asked. */
  readonly extended: readonly ExtendOrder[];
  /** The buffers that were handed out: whoever sealed them has zeroed them. */
  readonly secrets: readonly Buffer[];
  /** The next minting fails with this sentence, or waits for the promise, or throws. */
  failNext(sentence: string): void;
  failExtending(sentence: string | undefined): void;
  /** Holds every extension up before it is answered; `reached` resolves with the first. */
  holdExtending(): { readonly reached: Promise<void>; readonly go: () => void };
  throwNext(): void;
  holdNext(): { readonly reached: Promise<void>; readonly go: () => void };
  /** Holds the next end of a grant up before it is ordered. */
  holdEnding(): { readonly reached: Promise<void>; readonly go: () => void };
  /** Where what comes first when an end is ordered is carried out: the storage of the broker. */
  inTransaction: (work: (tx: Tx) => Promise<void>) => Promise<void>;
  revoke(leaseId: string): void;
}

export function createFakeLeaseKeeper(newId: () => string, now: () => number): FakeLeaseKeeper {
  const orders: MintOrder[] = [];
  const ended: string[] = [];
  const endedLeases: string[] = [];
  const extended: ExtendOrder[] = [];
  let notExtended: string | undefined;
  let extendHold: { reached: () => void; gone: Promise<void> } | undefined;
  const secrets: Buffer[] = [];
  const leases = new Map<string, { grantId: string; lease: Lease }>();
  const listeners = new Set<(changes: readonly LeaseChange[]) => void>();
  let endHold: { reached: () => void; gone: Promise<void> } | undefined;
  let next: { fail?: string; throws?: boolean; hold?: { reached: () => void; gone: Promise<void> } } = {};

  const revoke = (leaseId: string): void => {
    const entry = leases.get(leaseId);
    if (entry === undefined || entry.lease.state.state === 'revoked') return;
    const state = { state: 'revoked' as const, revokedAt: now(), sessionsEnded: 0, leftBehind: [] };
    entry.lease = { ...entry.lease, state };
    for (const listener of listeners) listener([{ grantId: entry.grantId, lease: entry.lease }]);
  };

  return {
    orders,
    ended,
    endedLeases,
    extended,
    secrets,
    failNext: (sentence) => void (next.fail = sentence),
    failExtending: (sentence) => void (notExtended = sentence),
    holdExtending() {
      const { hold, ...held } = makeHold();
      extendHold = hold;
      return held;
    },
    throwNext: () => void (next.throws = true),
    holdNext() {
      const { hold, ...held } = makeHold();
      next.hold = hold;
      return held;
    },
    revoke,
    async mintAll(order) {
      orders.push(order);
      const { fail, throws, hold } = next;
      next = {};
      if (hold !== undefined) {
        hold.reached();
        await hold.gone;
      }
      if (throws === true) throw new Error('a bug');
      if (fail !== undefined) return { ok: false, sentence: fail };
      return {
        ok: true,
        leases: order.entitlements.map((entitlement) => {
          const id = newId();
          const username = `stint_${id.toLowerCase()}`;
          const lease: Lease = {
            id,
            entitlementId: entitlement.id,
            kind: entitlement.kind,
            targetName: entitlement.targetName,
            account: username,
            state: { state: 'active' },
          };
          leases.set(id, { grantId: order.grantId, lease });
          const secret = Buffer.from(CANARY);
          secrets.push(secret);
          const database = entitlement.kind === 'postgresql' ? entitlement.database : 'none';
          const connection = {
            host: '127.0.0.1',
            port: 5432,
            database,
            username,
            sslMode: 'disable' as const,
          };
          return { lease, minted: { connection: { kind: 'postgresql' as const, ...connection }, secret } };
        }),
      };
    },
    async extendAll(order) {
      extendHold?.reached();
      await extendHold?.gone;
      if (notExtended !== undefined) return { ok: false, sentence: notExtended };
      const live = [...leases.values()].filter(
        ({ grantId, lease }) => grantId === order.grantId && lease.state.state === 'active',
      );
      if (live.length === 0) return { ok: false, sentence: 'There is nothing left to extend.' };
      extended.push(order);
      return { ok: true, leases: live.map(({ lease }) => lease) };
    },
    holdEnding() {
      const { hold, ...held } = makeHold();
      endHold = hold;
      return held;
    },
    inTransaction: () => Promise.reject(new Error('It has no storage.')),
    async endGrant(grantId, first) {
      const hold = endHold;
      endHold = undefined;
      hold?.reached();
      await hold?.gone;
      if (first !== undefined) await this.inTransaction(first);
      ended.push(grantId);
      for (const [id, entry] of leases) if (entry.grantId === grantId) revoke(id);
    },
    async endGrants(grantIds) {
      for (const grantId of grantIds) await this.endGrant(grantId);
    },
    async endLeases(ids) {
      endedLeases.push(...ids);
      ids.forEach(revoke);
    },
    close: async () => 'unknown',
    tally: () => ({ revoked: 0, failed: 0 }),
    leasesOf: async (grantId) =>
      [...leases.values()].filter((entry) => entry.grantId === grantId).map((entry) => entry.lease),
    leasesOfAll: async (grantIds) => [...leases.values()].filter(({ grantId }) => grantIds.includes(grantId)),
    kick: () => undefined,
    start: async () => undefined,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: async () => undefined,
  };
}

function makeHold() {
  const reached = Promise.withResolvers<undefined>();
  const gone = Promise.withResolvers<undefined>();
  return {
    hold: { reached: () => reached.resolve(undefined), gone: gone.promise },
    reached: reached.promise,
    go: () => gone.resolve(undefined),
  };
}
