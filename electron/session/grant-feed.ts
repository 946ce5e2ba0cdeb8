/**
 * What the broker tells of grants, and what follows from it here. An end or a shorter end told by the broker wipes at once; a later end moves
 * what is held only where this desktop asked for it (extending.ts).
 */
import type { Grant } from '../../shared/grant.ts';
import type { Receipt } from '../../shared/receipt.ts';
import { pendingExtension } from '../../shared/reviewing.ts';
import type { Timed } from '../ports/broker-client.ts';
import type { Custodian } from '../ports/custodian.ts';
import type { Announcing } from './announcing.ts';
import type { Ending } from './ending.ts';
import type { Extending } from './extending.ts';
import { notExtendedNotice } from './extension-notices.ts';
import type { Flights } from './flights.ts';
import { holderOf, isNews, prune } from './grants.ts';
import type { History } from './history.ts';
import { toLocalGrant } from './local-time.ts';
import { approvedNotice, approvedNoticeId, refusedNotice } from './notices.ts';
import type { Outbox } from './outbox.ts';
import type { Store, Told } from './state.ts';
import type { Telling } from './telling.ts';

export interface GrantFeed {
  onGrant(grant: Timed<Grant>): void;
  onSnapshot(grants: Timed<readonly Grant[]>): void;
  /** What is held has changed: looks again at what the broker told last. */
  recheck(grantId: string): void;
}

export function createGrantFeed(deps: {
  readonly store: Store;
  readonly custodian: Pick<Custodian, 'holdings' | 'proofs' | 'remainingMs'>;
  readonly flights: Flights;
  readonly ending: Ending;
  readonly extending: Pick<Extending, 'heed'>;
  readonly telling: Telling;
  readonly outbox: Outbox;
  readonly history: History;
  readonly announcing: Pick<Announcing, 'notify' | 'takeBack'>;
}): GrantFeed {
  const { store, custodian, flights, ending, telling, outbox, history, announcing } = deps;

  function heldOf(grantId: string): ReturnType<Custodian['holdings']> {
    return custodian.holdings().filter((holding) => holding.grantId === grantId);
  }

  function hear({ value, serverNow, sent }: Timed<readonly Grant[]>): void {
    const offsetMs = serverNow - sent.wallAt;
    const before = store.get().grants;
    const grants = new Map(before);
    const news: { readonly known: Told | undefined; readonly next: Told }[] = [];
    for (const grant of value) {
      const next = { grant, serverNow, offsetMs };
      const known = before.get(grant.id);
      if (!isNews(known, next)) continue;
      grants.set(grant.id, next);
      if (JSON.stringify(known?.grant) !== JSON.stringify(grant)) news.push({ known, next });
    }
    store.change({ grants: prune(grants), offsetMs });
    const receipts = news.flatMap(({ known, next }) => react(known, next));
    if (receipts.length > 0) history.record(receipts);
  }

  /** Answers the receipt to write, if any. */
  function react(known: Told | undefined, next: Told): readonly Receipt[] {
    const { grant } = next;
    const was = known?.grant.status;
    if (grant.status === 'approved' && was === 'pending') announcing.notify(approvedNotice(grant));
    // It says "Start", which is over.
    if (was === 'approved' && grant.status !== 'approved') announcing.takeBack(approvedNoticeId(grant.id));
    if (grant.status === 'active') {
      heedActive(next);
      sayRefusedExtension(known, next);
    }
    if (grant.status !== 'ended') return [];

    const starting = flights.cancel(grant.id, 'broker');
    outbox.remove(grant.id);
    if (!starting && heldOf(grant.id).some(({ custody }) => custody.custody === 'held')) {
      void ending.endHere(grant.id, grant.why === 'expired' ? 'time' : 'broker', false);
    }
    const wasWaiting = was === 'pending' || was === 'approved';
    if (wasWaiting && (grant.why === 'denied' || grant.why === 'lapsed')) {
      announcing.notify(refusedNotice(grant));
    }
    const receipt = history.find(grant.id);
    const ended = store.get().endedHere.get(grant.id);
    return [
      {
        grant: toLocalGrant(grant, next.offsetMs),
        wipes: custodian.proofs(grant.id),
        endedBy: receipt?.endedBy ?? ended?.source ?? null,
        endedHereAt: receipt?.endedHereAt ?? ended?.at ?? null,
      },
    ];
  }

  function heedActive(next: Told): void {
    const { grant } = next;
    const held = heldOf(grant.id);
    if (grant.status !== 'active' || held.length === 0 || flights.isUnderWay(grant.id)) return;
    const givenAway = holderOf(next) !== store.get().deviceId && store.get().deviceId !== null;
    const shortened = held.some(({ deadline }) => grant.expiresAt < deadline.expiresAt);
    if (givenAway || shortened) void ending.endHere(grant.id, 'broker', shortened && !givenAway);
    else deps.extending.heed(grant);
  }

  /** An extension of what is held here that was not granted. One that was is said once the held end has moved. */
  function sayRefusedExtension(known: Told | undefined, { grant }: Told): void {
    if (known === undefined || grant.status !== 'active' || heldOf(grant.id).length === 0) return;
    const waited = pendingExtension(known.grant);
    const decided = grant.extensions.find(({ askedAt }) => askedAt === waited?.askedAt);
    if (decided?.outcome !== 'denied' && decided?.outcome !== 'lapsed') return;
    announcing.notify(notExtendedNotice(grant, decided, custodian.remainingMs(grant.id)));
  }

  /** A snapshot is whole: what it does not tell of is gone. */
  function dropUntold({ value, serverNow }: Timed<readonly Grant[]>): void {
    const told = new Set(value.map(({ id }) => id));
    const isGone = (id: string): boolean => !told.has(id) && !flights.isUnderWay(id);
    for (const grantId of new Set(custodian.holdings().map((holding) => holding.grantId))) {
      const known = store.get().grants.get(grantId);
      if (!isGone(grantId) || (known !== undefined && known.serverNow >= serverNow)) continue;
      void ending.endHere(grantId, 'broker', false);
    }
    const kept = [...store.get().grants].filter(
      ([id, known]) => !isGone(id) || known.grant.status === 'ended' || known.serverNow >= serverNow,
    );
    if (kept.length !== store.get().grants.size) store.change({ grants: new Map(kept) });
  }

  /** What the broker thinks is held here and is not, whole, was lost in a crash or a lost answer: it goes. */
  function releaseLost(isMeant: (grantId: string) => boolean): void {
    const { grants, deviceId, endedHere } = store.get();
    for (const told of grants.values()) {
      const { grant } = told;
      if (!isMeant(grant.id)) continue;
      if (grant.status !== 'active' && grant.status !== 'starting') continue;
      if (deviceId === null || holderOf(told) !== deviceId) continue;
      if (flights.isUnderWay(grant.id) || outbox.has(grant.id)) continue;
      const held = heldOf(grant.id).filter(({ custody }) => custody.custody === 'held');
      const live =
        grant.status === 'active' ? grant.leases.filter(({ state }) => state.state === 'active') : [];
      const whole = live.every(({ id }) => held.some(({ leaseId }) => leaseId === id));
      if (held.length > 0 && whole) continue;
      if (held.length > 0) void ending.endHere(grant.id, 'sweep', true);
      else void telling.tell(grant.id, endedHere.get(grant.id)?.source ?? 'sweep');
    }
  }

  return {
    onGrant({ value, ...timed }) {
      hear({ ...timed, value: [value] });
      // A start that was given up as lost may reach the broker late. What is over here is left to the broker's own end.
      releaseLost((grantId) => grantId === value.id && !store.get().endedHere.has(grantId));
    },
    recheck(grantId) {
      const told = store.get().grants.get(grantId);
      if (told !== undefined) heedActive(told);
    },
    onSnapshot(grants) {
      hear(grants);
      dropUntold(grants);
      releaseLost(() => true);
      void telling.flush();
    },
  };
}
