/**
 * What the tray icon says: one shape, one step of the ring, one line of words. Pure: it is given the snapshot and "now" (this computer's
 * wall clock, as the snapshot's instants). It never says "active" of access that another computer holds.
 */
import { describeRemaining } from '../../shared/duration.ts';
import type { GrantIn } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { LiveGrant, Snapshot } from '../../shared/snapshot.ts';
import { forTooltip } from '../hardening/plain-words.ts';
import { words } from '../words.ts';
import { RING_STEPS, type TrayIcon } from './tray-icon.ts';

/** The last minutes, in which a grant counts as ending. */
const ENDING_MS = 5 * 60_000;
const LONGEST_TOOLTIP = 100;
const LONGEST_TITLE = 40;

export interface TrayState {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  /** Beside the icon, where the OS has that (macOS); empty while nothing runs. */
  readonly title: string;
}

export interface HeldGrant {
  readonly live: LiveGrant;
  readonly grant: GrantIn<'active'>;
  readonly leftMs: number;
}

/** Active access on this computer, the soonest end first. */
export function heldGrants(snapshot: Snapshot, now: Instant): readonly HeldGrant[] {
  return snapshot.live
    .flatMap((live) => {
      const { grant } = live;
      if (grant.status !== 'active' || !live.heldHere) return [];
      return [{ live, grant, leftMs: Math.max(0, live.until - now) }];
    })
    .sort((a, b) => a.leftMs - b.leftMs);
}

export function trayState(snapshot: Snapshot, now: Instant): TrayState {
  const held = heldGrants(snapshot, now);
  const soonest = held[0];
  const trouble = firstTrouble(snapshot);
  const active = soonest === undefined ? '' : describeHeld(soonest, held.length);
  const quiet = soonest === undefined ? describeQuiet(snapshot) : describeInbox(snapshot);
  const said = [active, trouble ?? '', quiet]
    .filter((part) => part !== '')
    .slice(0, 2)
    .join(' · ');
  return {
    icon: iconOf(snapshot, soonest, trouble !== undefined),
    tooltip: forTooltip(
      trouble === undefined || soonest !== undefined ? said : `Stint · ${trouble}`,
      LONGEST_TOOLTIP,
    ),
    title: forTooltip(active, LONGEST_TITLE),
  };
}

function iconOf(snapshot: Snapshot, soonest: HeldGrant | undefined, isTroubled: boolean): TrayIcon {
  if (isTroubled) return { shape: 'trouble', step: 0 };
  if (soonest !== undefined) {
    return { shape: soonest.leftMs <= ENDING_MS ? 'ending' : 'active', step: ringStep(soonest) };
  }
  return { shape: isWaiting(snapshot) ? 'waiting' : 'idle', step: 0 };
}

function ringStep({ live, leftMs }: HeldGrant): number {
  if (live.lengthMs <= 0) return 0;
  // Rounded up: the ring is empty only when nothing is left.
  return Math.min(RING_STEPS, Math.ceil((leftMs / live.lengthMs) * RING_STEPS));
}

function describeHeld({ grant, leftMs }: HeldGrant, count: number): string {
  const more = count > 1 ? words.tip.andMore({ count: count - 1 }) : '';
  return `${describeRemaining(leftMs)} · ${grant.profileName}${more}`;
}

/** A credential that cannot be wiped is the worst there is, whatever else the core calls trouble. */
function firstTrouble(snapshot: Snapshot): string | undefined {
  for (const live of snapshot.live) {
    for (const { custody } of live.credentials) {
      if (custody.custody === 'wipe-pending') return custody.sentence;
    }
  }
  return snapshot.troubles[0]?.sentence;
}

/** For others, or for this person's review. */
function isWaiting(snapshot: Snapshot): boolean {
  if (snapshot.inbox.waiting.length > 0) return true;
  return snapshot.live.some(({ grant }) => ['pending', 'approved', 'starting'].includes(grant.status));
}

function describeInbox({ inbox }: Snapshot): string {
  const count = inbox.waiting.length;
  if (count === 0) return '';
  return words.tip.waits({ count });
}

function describeQuiet(snapshot: Snapshot): string {
  switch (snapshot.session.session) {
    case 'signed-out':
      return words.tip.signedOut;
    case 'signing-in':
      return words.tip.signingIn;
    case 'signed-in':
      if (snapshot.connection.connection === 'offline') return words.tip.offline;
      return `Stint · ${describeSignedIn(snapshot)}`;
  }
}

function describeSignedIn(snapshot: Snapshot): string {
  const said = [describeWaiting(snapshot.live), describeInbox(snapshot)].filter((part) => part !== '');
  return said.length === 0 ? words.tip.nothing : said.join(' · ');
}

function describeWaiting(live: readonly LiveGrant[]): string {
  const ready = live.find(({ grant }) => grant.status === 'approved');
  if (ready !== undefined) return words.tip.ready({ profile: ready.grant.profileName });
  const waiting = live.find(({ grant }) => grant.status === 'pending' || grant.status === 'starting');
  if (waiting === undefined) return '';
  const { status, profileName: profile } = waiting.grant;
  return status === 'starting' ? words.tip.starting({ profile }) : words.tip.waiting({ profile });
}
