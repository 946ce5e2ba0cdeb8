/**
 * What a person orders about elevation: asking for a profile and starting what was approved. Refuses before the broker mints anything that could not
 * be kept, and asks the person in main where it is important. Two clicks are one act.
 */
import { grantRequest, type GrantRequestBody } from '../../shared/api.ts';
import type { Source } from '../../shared/custody.ts';
import type { Grant } from '../../shared/grant.ts';
import type { Payload } from '../../shared/ipc.ts';
import type { Result } from '../../shared/result.ts';
import type { Session } from '../../shared/snapshot.ts';
import type { BrokerError, Timed } from '../ports/broker-client.ts';
import type { Clock } from '../ports/clock.ts';
import type { Custodian } from '../ports/custodian.ts';
import type { Dialogs } from '../ports/desktop.ts';
import type { BrokerLink } from './broker-link.ts';
import { needsConfirmation } from './confirmations.ts';
import { createConfirming } from './confirming.ts';
import type { Elevation } from './elevation.ts';
import type { Flight, Flights } from './flights.ts';
import { holderOf } from './grants.ts';
import type { KeychainGate } from './keychain-gate.ts';
import { createOnce } from './once.ts';
import { CANCELLED, DONE, refuse, refuseByBroker } from './outcome.ts';
import type { Outbox } from './outbox.ts';
import type { ProfileList } from './profile-list.ts';
import { whereOf } from './snapshot.ts';
import { withEntry, type Store } from './state.ts';
import { words } from '../words.ts';

export interface Requesting {
  request(asked: Payload<'grant:request'>, source: Source): Promise<Result<{ readonly grantId: string }>>;
  start(grantId: string, source: Source): Promise<Result<null>>;
}

/** How long an unanswered request keeps its key, in ms: pressed again within it, it is the same request. */
const SAME_REQUEST_MS = 600_000;

export function createRequesting(deps: {
  readonly store: Store;
  readonly link: BrokerLink;
  readonly custodian: Pick<Custodian, 'holdings'>;
  readonly profiles: ProfileList;
  readonly gate: KeychainGate;
  readonly dialogs: Dialogs;
  readonly elevation: Elevation;
  readonly flights: Flights;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly deviceName: string;
  readonly apply: (grant: Timed<Grant>) => void;
  readonly used: (profileId: string) => void;
  readonly onError: (error: BrokerError) => void;
  /** The request went through, but its start did not. */
  readonly onStartFailed: (grant: Grant, sentence: string) => void;
}): Requesting {
  const { store, link, flights } = deps;
  const requests = createOnce<Result<{ readonly grantId: string }>>();
  const starts = createOnce<Result<null>>();
  const confirmed = createConfirming(deps);
  const unanswered = new Map<string, { readonly key: string; readonly at: number }>();

  async function request(
    asked: Payload<'grant:request'>,
    source: Source,
  ): Promise<Result<{ readonly grantId: string }>> {
    const { profileId, durationSeconds, reason, ticket } = asked;
    const body = grantRequest.safeParse({
      profileId,
      durationSeconds,
      reason: reason.trim(),
      ...(ticket === null || ticket.trim() === '' ? {} : { ticket: ticket.trim() }),
      source,
    });
    if (!body.success) return refuseBody(body.error.issues[0]);
    const to = link.get();
    if (to === null) return refuse(words.act.signInToAsk);
    const row = deps.profiles.find(profileId);
    if (row === undefined) return refuse(words.act.profileGone);
    if (row.offer.kind === 'refused') return refuse(row.offer.sentence);
    const { name: profileName, importance, entitlements } = row.profile;

    // SECURITY: keychain-before-mint
    const unusable = await deps.gate.check();
    if (unusable !== null) return refuse(unusable);
    const where = entitlements.map(({ targetName }) => targetName).join(', ');
    const planned = { act: 'request', profileName, importance, where, seconds: durationSeconds } as const;
    // SECURITY: main-confirms
    if (!(await confirmed(planned))) return CANCELLED;
    const isLeft = (): boolean => link.get() !== to || flights.isClosed();
    if (isLeft()) return refuse(words.act.left);

    const answer = await to.client.ask(body.data, keyOf(body.data));
    if (!answer.ok) {
      if (answer.error.kind === 'problem') unanswered.delete(nameOf(body.data));
      deps.onError(answer.error);
      return refuseByBroker(answer.error);
    }
    unanswered.delete(nameOf(body.data));
    // SECURITY: leaving-holds-nothing. Approved and not started is no access: it lapses.
    if (isLeft()) return refuse(words.act.left);
    const grant = answer.value.value;
    // SECURITY: answer-as-asked
    if (!isAsAsked(grant, body.data, store.get().session)) return refuse(words.act.notAsked);
    deps.apply(answer.value);
    deps.used(profileId);
    // More important than the list said: then its start is confirmed first, by hand.
    const known = needsConfirmation(importance) || !needsConfirmation(grant.importance);
    if (grant.status === 'approved' && known) {
      const started = await starts.run(grant.id, () => fly(grant.id, { confirmed: true, source }));
      if (!started.ok && started.error.kind === 'refused') deps.onStartFailed(grant, started.error.sentence);
    }
    return { ok: true, value: { grantId: grant.id } };
  }

  function keyOf(body: GrantRequestBody): string {
    const name = nameOf(body);
    const now = deps.clock.read().wallAt;
    const known = unanswered.get(name);
    if (known !== undefined && Math.abs(now - known.at) < SAME_REQUEST_MS) return known.key;
    const key = deps.newId();
    unanswered.set(name, { key, at: now });
    return key;
  }

  async function fly(
    grantId: string,
    given: { readonly confirmed: boolean; readonly source: Source },
  ): Promise<Result<null>> {
    const told = store.get().grants.get(grantId);
    if (told === undefined) return refuse(words.act.accessGone);
    const { grant } = told;
    if (grant.status === 'pending') return refuse(words.act.stillWaiting);
    if (grant.status === 'ended' || store.get().endedHere.has(grantId)) return refuse(words.act.hasEnded);
    const holder = holderOf(told);
    if (holder !== null && holder !== store.get().deviceId) {
      return refuse(words.act.otherComputer);
    }
    if (deps.custodian.holdings().some((one) => one.grantId === grantId)) return DONE;

    const flight: Flight = flights.begin(grantId);
    try {
      if (!given.confirmed) {
        // SECURITY: keychain-before-mint
        const unusable = await deps.gate.check();
        if (unusable !== null) return refuse(unusable);
        const { profileName, importance } = grant;
        const where = whereOf(grant, store.get());
        const planned = { act: 'start', profileName, importance, where, seconds: lengthOf(grant) } as const;
        // SECURITY: main-confirms
        const isSure = await Promise.race([confirmed(planned), flight.cancelled.then(() => false)]);
        if (!isSure && flight.cancelledBy() === null) return CANCELLED;
      }
      if (flight.cancelledBy() !== null) return refuse(words.act.endedMeanwhile);
      // An earlier start that got no answer may be waiting to be taken back: this one replaces it.
      deps.outbox.remove(grantId);
      store.change({ busy: withEntry(store.get().busy, grantId, 'starting') });
      return await deps.elevation.start(grant, lengthOf(grant), flight, given.source);
    } finally {
      flight.land();
      store.change({ busy: withEntry(store.get().busy, grantId, null) });
    }
  }

  return {
    request: (asked, source) => requests.run(JSON.stringify(asked), () => request(asked, source)),
    start: (grantId, source) => starts.run(grantId, () => fly(grantId, { confirmed: false, source })),
  };
}

/** What a person has read and confirmed is what was asked: nothing else is started on its strength. */
function isAsAsked(grant: Grant, asked: GrantRequestBody, session: Session): boolean {
  return (
    grant.profileId === asked.profileId &&
    grant.durationSeconds <= asked.durationSeconds &&
    session.session === 'signed-in' &&
    grant.person.id === session.person.id
  );
}

/** The same request from tray and window is one request: what ordered it is no part of its name. */
function nameOf({ source: _, ...asked }: GrantRequestBody): string {
  return JSON.stringify(asked);
}

/** The most it may last, in seconds. */
function lengthOf(grant: Grant): number {
  switch (grant.status) {
    case 'approved':
    case 'starting':
      return Math.min(grant.grantedSeconds, grant.durationSeconds);
    case 'active':
      return Math.round((grant.expiresAt - grant.startedAt) / 1000);
    case 'pending':
    case 'ended':
      return 0;
  }
}

function refuseBody(
  issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined,
): ReturnType<typeof refuse> {
  const field = issue?.path[0];
  if (field === 'durationSeconds') return refuse(words.act.chooseDuration, 'duration');
  if (field === 'reason' || field === 'ticket') return refuse(issue?.message ?? '', field);
  return refuse(words.act.profileGone);
}
