/**
 * A broker in memory, as the desktop's port sees it: it decides at once, mints readable "sealed" credentials, and does as the test says: refuse, keep an
 * answer back, lie about what it answers, lose its stream.
 */
import type {
  BrokerClient,
  BrokerError,
  BrokerEvents,
  BrokerResult,
  ConnectBroker,
  Started,
  Timed,
} from '../../electron/ports/broker-client.ts';
import type { Clock } from '../../electron/ports/clock.ts';
import type { ExtendRequestBody, ReviewRequestBody } from '../../shared/api-review.ts';
import type { Grant, Lease } from '../../shared/grant.ts';
import { EMPTY_INBOX, type Inbox } from '../../shared/inbox.ts';
import type { Person } from '../../shared/person.ts';
import type { ProblemCode } from '../../shared/problem.ts';
import type { ProfileOffer } from '../../shared/profile.ts';
import {
  DEVICE_ID,
  ENGINEER,
  makeActive,
  makeEnded,
  makeExtended,
  makeId,
  makeOffer,
  makeRequest,
} from './make-grant.ts';

export const UNREACHABLE: BrokerError = { kind: 'unreachable', cause: 'ECONNREFUSED' };
export const SECRET = 'canary-7c1e';

export function makeProblem(code: ProblemCode, detail: string, status = 400): BrokerError {
  return {
    kind: 'problem',
    problem: { type: `https://stint.dev/problems/${code}`, title: code, status, code, detail },
  };
}

type CallName =
  'me' | 'registerDevice' | 'profiles' | 'ask' | 'start' | 'release' | 'withdraw' | 'review' | 'extend';

export interface FakeBroker {
  readonly connect: ConnectBroker;
  /** What was called, in order, and what ordered it: `start 01J… tray-menu`, `release 01J… window`. */
  readonly calls: readonly string[];
  readonly idempotencyKeys: Record<'ask' | 'start' | 'extend', string[]>;
  /** Bodies of reviews and extensions, as they came. */
  readonly reviews: ReviewRequestBody[];
  readonly extensions: ExtendRequestBody[];
  offers: readonly ProfileOffer[];
  person: Person;
  readonly grants: Map<string, Grant>;
  /** Answers this many calls of that name with an error. */
  fail(call: CallName, error: BrokerError, times?: number): void;
  /** Keeps answers of that call back until the returned function is called. The broker has acted already. */
  hold(call: CallName): () => void;
  /** Changes what a start answers. */
  lie(change: (started: Started) => Started): void;
  /** Changes what asking answers; the broker itself and its stream know the truth. */
  lieOnAsk(change: (grant: Grant) => Grant): void;
  /** Puts a grant into the broker and tells it to whoever follows. */
  push(grant: Grant): void;
  /** Tells what waits for this person's review. */
  pushInbox(inbox: Partial<Inbox>): void;
  /** The stream comes up: connected, then the snapshot. */
  up(): void;
  down(error?: BrokerError): void;
  following(): boolean;
  tokens: readonly string[];
}

export function createFakeBroker(clock: Clock, offsetMs = 0): FakeBroker {
  const calls: string[] = [];
  const tokens: string[] = [];
  const failures = new Map<CallName, BrokerError[]>();
  const gates = new Map<CallName, Promise<void>>();
  let change: (started: Started) => Started = (started) => started;
  let changeAsked: (grant: Grant) => Grant = (grant) => grant;
  let events: BrokerEvents | null = null;
  let count = 0;
  const grants = new Map<string, Grant>();
  const byKey = new Map<string, string>();
  const extendedByKey = new Map<string, string>();
  const idempotencyKeys: FakeBroker['idempotencyKeys'] = { ask: [], start: [], extend: [] };
  const reviews: ReviewRequestBody[] = [];
  const extensions: ExtendRequestBody[] = [];
  const now = (): number => clock.read().wallAt + offsetMs;
  const timed = <T>(value: T, sent = clock.read()): Timed<T> => ({ value, sent, serverNow: now() });

  function put(grant: Grant): Grant {
    grants.set(grant.id, grant);
    events?.onGrant(timed(grant));
    return grant;
  }

  async function answer<T>(name: CallName, note: string, act: () => T): Promise<BrokerResult<T>> {
    calls.push(note);
    const error = failures.get(name)?.shift();
    if (error !== undefined) return { ok: false, error };
    const value = act();
    await gates.get(name);
    return { ok: true, value };
  }

  function end(grant: Grant, why: 'released' | 'withdrawn'): Grant {
    if (grant.status === 'ended') return grant;
    return put(makeEnded(grant, why, now()));
  }

  function start(grant: Grant, deviceId: string): Started {
    if (grant.status !== 'approved' && grant.status !== 'active')
      throw new Error('The fake starts approved grants.');
    const seconds = grant.status === 'approved' ? grant.grantedSeconds : 0;
    const expiresAt = grant.status === 'active' ? grant.expiresAt : now() + seconds * 1000;
    const row = api.offers.find(({ profile }) => profile.id === grant.profileId);
    const leases = (row?.profile.entitlements ?? []).map(({ id, targetName }): Lease => {
      count += 1;
      const state = { state: 'active' } as const;
      return {
        id: makeId(500 + count),
        entitlementId: id,
        kind: 'postgresql',
        targetName,
        account: 'stint_x',
        state,
      };
    });
    const active = put(
      makeActive(grant, {
        startedAt: now(),
        expiresAt,
        leases,
        deviceId,
        latestEndAt: expiresAt + 3_600_000,
      }),
    );
    const credentials = leases.map(({ id }) => ({
      leaseId: id,
      sealed: JSON.stringify({ leaseId: id, secret: SECRET }),
    }));
    return change({ grant: active, durationSeconds: Math.floor((expiresAt - now()) / 1000), credentials });
  }

  function client(): BrokerClient {
    return {
      me: () => answer('me', 'me', () => api.person),
      registerDevice: (_key, name) =>
        answer('registerDevice', 'registerDevice', () => ({ id: DEVICE_ID, name })),
      profiles: () => answer('profiles', 'profiles', () => api.offers),
      ask(request, key) {
        idempotencyKeys.ask.push(key);
        const sent = clock.read();
        return answer('ask', `ask ${request.profileId} ${request.source}`, () => {
          const known = grants.get(byKey.get(key) ?? '');
          if (known) return timed(known, sent);
          const row = api.offers.find(({ profile }) => profile.id === request.profileId);
          if (row === undefined || row.offer.kind !== 'open') throw new Error('The fake has no such offer.');
          count += 1;
          const base = makeRequest(makeId(count), row, request, api.person, now());
          byKey.set(key, base.id);
          const waiting = { ...base, reviews: [] };
          const asked = put(
            row.offer.review === null
              ? {
                  ...waiting,
                  status: 'approved',
                  startBy: now() + 900_000,
                  grantedSeconds: request.durationSeconds,
                }
              : { ...waiting, status: 'pending', reviewBy: now() + 900_000, needs: row.offer.review },
          );
          return timed(changeAsked(asked), sent);
        });
      },
      start(grantId, body, key) {
        idempotencyKeys.start.push(key);
        const sent = clock.read();
        return answer('start', `start ${grantId} ${body.source}`, () =>
          timed(start(grants.get(grantId)!, body.deviceId), sent),
        );
      },
      release: (id, source) =>
        answer('release', `release ${id} ${source}`, () => timed(end(grants.get(id)!, 'released'))),
      withdraw: (id, source) =>
        answer('withdraw', `withdraw ${id} ${source}`, () => timed(end(grants.get(id)!, 'withdrawn'))),
      review(id, body) {
        reviews.push(body);
        return answer('review', `review ${id} ${body.verdict}`, () => timed(grants.get(id)!));
      },
      extend(id, body, key) {
        extensions.push(body);
        idempotencyKeys.extend.push(key);
        const sent = clock.read();
        // What the broker's key covers: everything but the proof and what ordered it.
        const asked = JSON.stringify([id, body.deviceId, body.durationSeconds, body.reason]);
        const known = extendedByKey.get(key) ?? asked;
        extendedByKey.set(key, known);
        if (known !== asked) api.fail('extend', makeProblem('idempotency-conflict', 'The key was used.'));
        return answer('extend', `extend ${id} ${body.source}`, () =>
          timed(put(makeExtended(grants.get(id)!, body, api.offers, now())), sent),
        );
      },
      follow(next) {
        events = next;
        return () => {
          if (events === next) events = null;
        };
      },
      wake: () => void calls.push('wake'),
    };
  }

  const api: FakeBroker = {
    connect(brokerUrl, token) {
      if (!brokerUrl.startsWith('https://')) return { ok: false, sentence: 'Use https.' };
      tokens.push(token);
      return { ok: true, value: client() };
    },
    calls,
    tokens,
    idempotencyKeys,
    reviews,
    extensions,
    offers: [makeOffer('billing-read')],
    person: ENGINEER,
    grants,
    fail: (call, error, times = 1) =>
      void failures.set(
        call,
        Array.from({ length: times }, () => error),
      ),
    hold(call) {
      let open: () => void = () => undefined;
      gates.set(call, new Promise((done) => (open = done)));
      return () => {
        gates.delete(call);
        open();
      };
    },
    lie: (next) => {
      change = next;
    },
    lieOnAsk: (next) => {
      changeAsked = next;
    },
    push: (grant) => void put(grant),
    pushInbox: (inbox) => events?.onInbox(timed({ ...EMPTY_INBOX, ...inbox })),
    up() {
      events?.onConnected();
      events?.onSnapshot(timed([...grants.values()]));
    },
    down: (error = UNREACHABLE) => events?.onDisconnected(error),
    following: () => events !== null,
  };
  return api;
}
