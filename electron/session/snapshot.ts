/**
 * Builds what the window shows from what the core knows and what custody holds. Pure, and never with a secret in it.
 */
import type { Language } from '../../shared/words/languages.ts';
import { remainingMs, type ClockReading } from '../../shared/deadline.ts';
import type { Grant } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { EntitlementKind } from '../../shared/profile.ts';
import type { WipeProof } from '../../shared/receipt.ts';
import {
  type Copyable,
  type HeldCredential,
  type LiveGrant,
  type Snapshot,
  type Trouble,
  type WholeSnapshot,
} from '../../shared/snapshot.ts';
import { describeClosedDoor } from '../ports/agent-door.ts';
import type { Holding } from '../ports/custodian.ts';
import { toLocalGrant } from './local-time.ts';
import type { CoreState, Told } from './state.ts';
import { words } from '../words.ts';

export interface View {
  readonly state: CoreState;
  readonly revision: number;
  readonly holdings: readonly Holding[];
  readonly now: ClockReading;
  readonly language: Language;
  readonly app: Snapshot['app'];
}

const KIND_WORDS: Readonly<Record<EntitlementKind, string>> = { postgresql: 'PostgreSQL', ssh: 'SSH' };

const COPYABLES_OF: Readonly<Record<EntitlementKind, readonly Copyable[]>> = {
  postgresql: ['password', 'url', 'psql'],
  ssh: ['ssh'],
};

export function toSnapshot(view: View): WholeSnapshot {
  const { state } = view;
  return {
    revision: view.revision,
    session: state.session,
    connection: state.connection,
    keychain: state.keychain,
    profiles: state.profiles,
    favourites: state.favourites,
    recents: state.recents,
    live: toLive(view),
    inbox: state.inbox,
    inboxTold: isInboxTold(state),
    reviewing: state.reviewing,
    historyRevision: state.receiptsRevision,
    history: state.receipts,
    troubles: toTroubles(view),
    settings: state.settings,
    language: view.language,
    goTo: state.goTo,
    app: view.app,
  };
}

/** Who may not approve is never told of an inbox: there is none as soon as the broker has told anything. */
function isInboxTold({ session, inboxTold, grantsTold }: CoreState): boolean {
  return session.session === 'signed-in' && (session.person.mayApprove ? inboxTold : grantsTold);
}

function toLive(view: View): readonly LiveGrant[] {
  return [...view.state.grants.values()]
    .filter(({ grant }) => grant.status !== 'ended' && !view.state.endedHere.has(grant.id))
    .map((told) => toLiveGrant(told, view))
    .sort((a, b) => b.grant.requestedAt - a.grant.requestedAt);
}

function toLiveGrant(told: Told, view: View): LiveGrant {
  const { state, now } = view;
  const grant = toLocalGrant(told.grant, told.offsetMs);
  const held = view.holdings.filter((holding) => holding.grantId === grant.id);
  return {
    grant,
    where: whereOf(grant, state),
    until: untilOf(grant, held, now),
    lengthMs: lengthOf(grant, held),
    heldHere: held.length > 0 || ('heldBy' in grant && grant.heldBy?.deviceId === state.deviceId),
    credentials: held.map(toHeldCredential),
    busy: state.busy.get(grant.id) ?? null,
  };
}

function toHeldCredential(holding: Holding): HeldCredential {
  const copyables = holding.custody.custody === 'held' ? COPYABLES_OF[holding.connection.kind] : [];
  return { leaseId: holding.leaseId, targetName: holding.targetName, custody: holding.custody, copyables };
}

/** What is held here ends when custody says so, which may be before the broker's end. */
function untilOf(grant: Grant, held: readonly Holding[], now: ClockReading): Instant {
  switch (grant.status) {
    case 'pending':
      return grant.reviewBy;
    case 'approved':
      return grant.startBy;
    case 'starting':
      return now.wallAt + grant.grantedSeconds * 1000;
    case 'active': {
      const left = held.map(({ deadline }) => remainingMs(deadline, now, 0));
      return left.length === 0 ? grant.expiresAt : now.wallAt + Math.min(...left);
    }
    case 'ended':
      return grant.endedAt;
  }
}

/** What is held here is as long as its own end says: it does not move with every end the broker names. */
function lengthOf(grant: Grant, held: readonly Holding[]): number {
  if (grant.status !== 'active') return 0;
  const ends = held.map(({ deadline }) => deadline.expiresAt - deadline.serverOffsetMs);
  return Math.min(grant.expiresAt, ...ends) - grant.startedAt;
}

/** "billing · PostgreSQL", each target once. */
export function whereOf(grant: Grant, state: Pick<CoreState, 'profiles'>): string {
  const row = state.profiles.offers?.find(({ profile }) => profile.id === grant.profileId);
  const leases = 'leases' in grant ? grant.leases : [];
  const places = row?.profile.entitlements ?? leases;
  return [...new Set(places.map(({ targetName, kind }) => `${targetName} · ${KIND_WORDS[kind]}`))].join(', ');
}

function toTroubles(view: View): readonly Trouble[] {
  const { state } = view;
  const found: Trouble[] = [];
  const pending = state.receipts.flatMap(({ wipes }) => wipes.filter(isPending));
  const stuck = view.holdings.find(({ custody }) => custody.custody === 'wipe-pending') ?? pending[0];
  if (stuck?.custody.custody === 'wipe-pending') {
    found.push({ id: 'wipe-pending', sentence: stuck.custody.sentence, dismissible: false });
  }
  const holdsSsh = view.holdings.some(({ connection }) => connection.kind === 'ssh');
  if (holdsSsh && !state.agentDoor.ok) {
    found.push({ id: 'ssh-agent', sentence: describeClosedDoor(state.agentDoor), dismissible: false });
  }
  if (state.keychain.keychain === 'unusable') {
    found.push({ id: 'keychain', sentence: state.keychain.sentence, dismissible: false });
  }
  if (state.untold > 0 && state.connection.connection === 'offline') {
    const sentence = words.trouble.untold;
    found.push({ id: 'untold', sentence, dismissible: false });
  }
  return [...found, ...state.troubles];
}

function isPending(proof: WipeProof): boolean {
  return proof.custody.custody === 'wipe-pending';
}
