/**
 * A later end of what is held here: asked for by a person, proved by this device, decided by the broker at once or by people later. The held end
 * moves only because this desktop asked, by no more than it asked for, and only once the journal says so. Every doubt keeps the earlier end.
 */
import { extendRequest } from '../../shared/api-review.ts';
import type { Source } from '../../shared/custody.ts';
import { laterBy, type Deadline } from '../../shared/deadline.ts';
import { describeDuration, SHORTEST_GRANT_SECONDS } from '../../shared/duration.ts';
import { roomSeconds } from '../../shared/extension-offer.ts';
import type { Grant, GrantIn } from '../../shared/grant.ts';
import type { Payload } from '../../shared/ipc.ts';
import type { Result } from '../../shared/result.ts';
import { pendingExtension } from '../../shared/reviewing.ts';
import type { BrokerError, Timed } from '../ports/broker-client.ts';
import type { Clock } from '../ports/clock.ts';
import type { Custodian } from '../ports/custodian.ts';
import type { Dialogs } from '../ports/desktop.ts';
import type { DeviceKey } from '../ports/sealing.ts';
import type { BrokerLink, Link } from './broker-link.ts';
import { createConfirming } from './confirming.ts';
import { askAsDevice } from './device-asking.ts';
import type { DeviceRegistration } from './device.ts';
import type { Flights } from './flights.ts';
import { laterCertificates } from './later-certificates.ts';
import { createOnce } from './once.ts';
import { CANCELLED, DONE, refuse, refuseByBroker, type Refusal } from './outcome.ts';
import { whereOf } from './snapshot.ts';
import { withEntry, type Store } from './state.ts';
import { words } from '../words.ts';

type Asked = Payload<'grant:extend'>;

export interface Extending {
  readonly extend: (asked: Asked, source: Source) => Promise<Result<null>>;
  /** The broker tells of an active grant that is held here. */
  readonly heed: (grant: GrantIn<'active'>) => void;
  readonly forget: (grantId: string) => void;
}

/** What was asked for and has not been answered for good. */
interface Ask {
  /** Of the grant's extensions, which one it is. */
  readonly index: number;
  /** The end held when it was asked for, and by how much it may move, by the broker's clock. */
  readonly fromExpiresAt: number;
  readonly seconds: number;
  readonly reason: string;
  readonly idempotencyKey: string;
}

export function createExtending(deps: {
  readonly store: Store;
  readonly custodian: Pick<Custodian, 'holdings' | 'extend'>;
  readonly link: BrokerLink;
  readonly device: DeviceRegistration;
  readonly dialogs: Dialogs;
  readonly flights: Pick<Flights, 'isClosed'>;
  readonly clock: Pick<Clock, 'read'>;
  readonly newId: () => string;
  readonly deviceName: string;
  readonly apply: (grant: Timed<Grant>) => void;
  /** The end that is held has moved, and the journal says so. */
  readonly onExtended: (grant: GrantIn<'active'>) => void;
  /** It could not be written down: it ends as before. */
  readonly onNotKept: (grant: Grant) => void;
  readonly onError: (error: BrokerError) => void;
}): Extending {
  const { store, custodian, link } = deps;
  const extensions = createOnce<Result<null>>();
  const asks = new Map<string, Ask>();
  const confirmed = createConfirming(deps);

  function deadlineHeld(grantId: string): Deadline | null {
    const held = custodian.holdings().filter((one) => one.grantId === grantId);
    if (held.length === 0 || held.some(({ custody }) => custody.custody !== 'held')) return null;
    return held.map(({ deadline }) => deadline).reduce((a, b) => (b.expiresAt < a.expiresAt ? b : a));
  }

  /** The grant and the end that may move, or why it may not. */
  function find({ grantId, durationSeconds }: Asked): { grant: GrantIn<'active'>; held: Deadline } | Refusal {
    const grant = store.get().grants.get(grantId)?.grant;
    if (grant === undefined) return refuse(words.act.accessGone);
    if (grant.status === 'ended' || store.get().endedHere.has(grantId)) return refuse(words.act.hasEnded);
    if (grant.status !== 'active') return refuse(words.extend.notStarted);
    const held = deadlineHeld(grantId);
    if (held === null) return refuse(words.extend.notHere);
    if (pendingExtension(grant) !== null) return refuse(words.extend.waits);
    if (grant.expiresAt + durationSeconds * 1000 > grant.latestEndAt) {
      const room = roomSeconds(grant);
      return room < SHORTEST_GRANT_SECONDS
        ? refuse(words.extend.reached, 'duration')
        : refuse(words.extend.atMost({ length: describeDuration(room) }), 'duration');
    }
    return { grant, held };
  }

  async function extend(asked: Asked, source: Source): Promise<Result<null>> {
    const found = find(asked);
    if ('ok' in found) return found;
    const { durationSeconds } = asked;
    const to = link.get();
    if (to === null) return refuse(words.act.signInFirst);
    const { profileName, importance } = found.grant;
    const where = whereOf(found.grant, store.get());
    const planned = { act: 'extend', profileName, importance, where, seconds: durationSeconds } as const;
    // SECURITY: main-confirms
    if (!(await confirmed(planned))) return CANCELLED;
    const device = await deps.device.ready(to.client);
    if (!device.ok) return device.error ? refuseByBroker(device.error) : refuse(device.sentence);
    if (link.get() !== to || deps.flights.isClosed()) return refuse(words.extend.left);
    // The dialog may have stood for long.
    const still = find(asked);
    if ('ok' in still) return still;
    return send(to, device.key, asked, source, still);
  }

  async function send(
    to: Link,
    key: DeviceKey,
    asked: Asked,
    source: Source,
    { grant, held }: { readonly grant: GrantIn<'active'>; readonly held: Deadline },
  ): Promise<Result<null>> {
    const { grantId, durationSeconds, reason } = asked;
    const index = grant.extensions.length;
    const before = asks.get(grantId);
    // Without an answer it may have been granted already: asked again in the same words, it is the same. The broker's key covers them all.
    const isSame = before?.index === index && before.seconds === durationSeconds && before.reason === reason;
    const idempotencyKey = isSame ? before.idempotencyKey : deps.newId();
    const { expiresAt: fromExpiresAt } = held;
    const ask: Ask = { index, fromExpiresAt, seconds: durationSeconds, reason, idempotencyKey };
    asks.set(grantId, ask);
    const answer = await askAsDevice(deps.device, to.client, async () => {
      const signedAt = deps.clock.read().wallAt + store.get().offsetMs;
      const proof = await key.signExtend({ grantId, durationSeconds, signedAt });
      const body = { deviceId: key.id, durationSeconds, reason, proof, source };
      return to.client.extend(grantId, body, idempotencyKey);
    });
    if (!answer.ok) {
      const { error } = answer;
      // Only where nothing came back it may have been granted: the stream will tell. A refusal of this asking says nothing of an earlier one.
      if (error.kind !== 'unreachable' && asks.get(grantId) === ask) {
        if (before === undefined || (isSame && !isConflict(error))) asks.delete(grantId);
        else asks.set(grantId, before);
      }
      deps.onError(answer.error);
      return refuseByBroker(answer.error);
    }
    if (link.get() === to) deps.apply(answer.value);
    return DONE;
  }

  function heed(grant: GrantIn<'active'>): void {
    const ask = asks.get(grant.id);
    const extension = ask === undefined ? undefined : grant.extensions[ask.index];
    // SECURITY: later-end-only-as-asked
    if (ask === undefined || extension === undefined || extension.outcome === 'pending') return;
    asks.delete(grant.id);
    const held = deadlineHeld(grant.id);
    if (extension.outcome !== 'approved' || held === null) return;
    const latestEndAt = Math.min(grant.expiresAt, ask.fromExpiresAt + ask.seconds * 1000, grant.latestEndAt);
    const byMs = latestEndAt - held.expiresAt;
    if (byMs > 0) void move(grant, laterBy(held, byMs));
  }

  async function move(grant: GrantIn<'active'>, deadline: Deadline): Promise<void> {
    const certificates = laterCertificates(grant, custodian.holdings());
    const moved = await custodian.extend(grant.id, deadline, certificates);
    if (moved.ok) deps.onExtended(grant);
    else if (moved.error.kind === 'disk') deps.onNotKept(grant);
  }

  return {
    async extend(given, source) {
      const asked = { ...given, reason: given.reason.trim() };
      const reason = extendRequest.shape.reason.safeParse(asked.reason);
      if (!reason.success) return refuse(reason.error.issues[0]?.message ?? '', 'reason');
      const { grantId } = asked;
      const name = JSON.stringify(asked);
      if (store.get().busy.get(grantId) === 'extending' && !extensions.isUnderWay(name))
        return refuse(words.extend.underWay);
      return extensions.run(name, async () => {
        if (store.get().busy.has(grantId)) return refuse(words.extend.busy);
        store.change({ busy: withEntry(store.get().busy, grantId, 'extending') });
        try {
          return await extend(asked, source);
        } finally {
          if (store.get().busy.get(grantId) === 'extending')
            store.change({ busy: withEntry(store.get().busy, grantId, null) });
        }
      });
    },
    heed,
    forget: (grantId) => void asks.delete(grantId),
  };
}

function isConflict(error: BrokerError): boolean {
  return error.kind === 'problem' && error.problem.code === 'idempotency-conflict';
}
