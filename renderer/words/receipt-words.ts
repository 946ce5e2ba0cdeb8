/**
 * A receipt in words: why the grant ended, and the proof of each wipe and revocation. Pure.
 */
import { describeDuration } from '../../shared/duration.ts';
import type { Grant, GrantIn, Lease } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Receipt, WipeProof } from '../../shared/receipt.ts';
import { clockTimeWithSeconds, dayName, clockTime, span } from './times.ts';
import { words } from './words.ts';

/** One line of proof: done, still open, or simply so. */
export interface Proof {
  readonly mark: 'done' | 'open' | 'note';
  readonly words: string;
}

/** The word on the receipt's tag: "Wiped" only where each wipe was read back. */
export function outcome(receipt: Receipt): { readonly word: string; readonly tone: 'ok' | 'warn' | 'plain' } {
  const { grant, wipes } = receipt;
  if (wipes.length > 0) {
    const wiped = wipes.every((wipe) => wipe.custody.custody === 'wiped');
    return wiped ? { word: words.why.wiped, tone: 'ok' } : { word: words.why.notWiped, tone: 'warn' };
  }
  return { word: grant.status === 'ended' ? words.why[grant.why] : words.why.ended, tone: 'plain' };
}

/** "Today 13:32–14:02", or when it was asked for where it never started. */
export function receiptTimes(receipt: Receipt, now: Instant): string {
  const used = usedSpan(receipt);
  if (used !== null) return span(used.from, used.to, now);
  const { requestedAt } = receipt.grant;
  return `${dayName(requestedAt, now)} ${clockTime(requestedAt)}`;
}

/** From the start to the end of a grant that was active, as this desktop saw it; `null` where it never was. */
export function usedSpan(receipt: Receipt): { readonly from: Instant; readonly to: Instant } | null {
  const { grant, endedHereAt } = receipt;
  if (grant.status === 'active') {
    return endedHereAt === null ? null : { from: grant.startedAt, to: endedHereAt };
  }
  if (grant.status !== 'ended' || grant.startedAt === null) return null;
  return { from: grant.startedAt, to: Math.min(grant.endedAt, endedHereAt ?? grant.endedAt) };
}

/** "30 min, released by you after 21 min": what was asked for and how it ended. */
export function receiptEnding(receipt: Receipt): string {
  const asked = describeDuration(receipt.grant.durationSeconds);
  const used = usedSpan(receipt);
  const ending = endingWords(receipt.grant, receipt);
  if (used === null) return words.receipt.asked({ asked, ending });
  const length = describeDuration(Math.round((used.to - used.from) / 1000));
  return words.receipt.askedAfter({ asked, ending, used: length });
}

function endingWords(grant: Grant, receipt: Receipt): string {
  if (grant.status !== 'ended') return words.receipt.endedHere;
  switch (grant.why) {
    case 'released':
      return releasedWords(receipt);
    case 'expired':
      return words.receipt.ranItsTime;
    case 'denied':
      return words.receipt.denied;
    case 'withdrawn':
      return words.receipt.withdrawn;
    case 'lapsed':
      return words.receipt.lapsed;
    case 'revoked':
      return revokedWords(grant);
    case 'failed':
      return words.receipt.failed;
  }
}

/** By an admin, or by whoever looked at it afterwards while it ran. */
function revokedWords({ endedAt, afterwards }: GrantIn<'ended'>): string {
  const objection = afterwards?.reviews.find(({ verdict, at }) => verdict === 'deny' && at === endedAt);
  return objection === undefined
    ? words.receipt.revoked
    : words.receipt.objected({ name: objection.by.name });
}

function releasedWords({ endedBy }: Receipt): string {
  switch (endedBy) {
    case 'quit':
      return words.receipt.byQuit;
    case 'sign-out':
      return words.receipt.bySignOut;
    case 'lock':
      return words.receipt.byLock;
    case 'sleep':
      return words.receipt.bySleep;
    case 'sweep':
      return words.receipt.bySweep;
    case 'time':
      return words.receipt.ranItsTime;
    case 'tray-menu':
    case 'window':
    case 'notification':
      return words.receipt.byYou;
    case 'broker':
    case null:
      return words.receipt.elsewhere;
  }
}

/** Each proof, in the order things happened: here, then at the broker. */
export function proofs(receipt: Receipt): readonly Proof[] {
  const leases =
    receipt.grant.status === 'ended' || receipt.grant.status === 'active' ? receipt.grant.leases : [];
  return [
    ...receipt.wipes.map((wipe) => wipeProof(wipe, receipt.wipes.length > 1)),
    ...leases.flatMap((lease) => leaseProofs(lease, leases.length > 1)),
  ];
}

function wipeProof({ custody, targetName }: WipeProof, named: boolean): Proof {
  const where = named ? words.receipt.keychainOf({ target: targetName }) : words.receipt.keychain;
  switch (custody.custody) {
    case 'wiped':
      return {
        mark: 'done',
        words: words.receipt.wiped({ where, time: clockTimeWithSeconds(custody.wipedAt) }),
      };
    case 'wipe-pending':
      return { mark: 'open', words: words.receipt.wipePending({ where, sentence: custody.sentence }) };
    case 'wiping':
      return { mark: 'open', words: words.receipt.wiping({ where }) };
    case 'held':
      return { mark: 'open', words: words.receipt.held({ where }) };
  }
}

function leaseProofs(lease: Lease, named: boolean): readonly Proof[] {
  const login = named ? words.receipt.loginAt({ target: lease.targetName }) : words.receipt.login;
  const { state } = lease;
  switch (state.state) {
    case 'active':
      return [{ mark: 'open', words: words.receipt.notConfirmed({ login }) }];
    case 'revoking': {
      const { attempts } = state;
      const said =
        attempts > 1
          ? words.receipt.beingRemovedAgain({ login, attempts })
          : words.receipt.beingRemoved({ login });
      return [{ mark: 'open', words: said }];
    }
    case 'closed':
      return [
        {
          mark: 'open',
          words: words.receipt.closedByHand({ login, name: state.by.name, reason: state.reason }),
        },
      ];
    case 'revoked': {
      const time = clockTimeWithSeconds(state.revokedAt);
      const { sessionsEnded: sessions, leftBehind } = state;
      const removed =
        sessions === 0
          ? words.receipt.removed({ login, time })
          : words.receipt.removedEnding({ login, sessions, time });
      const left =
        leftBehind.length === 0 ? [] : [words.receipt.leftBehind({ objects: leftBehind.join(', ') })];
      return [
        { mark: 'done', words: removed },
        ...left.map((said) => ({ mark: 'note' as const, words: said })),
      ];
    }
  }
}
