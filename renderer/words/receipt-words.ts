/**
 * A receipt in words: why the grant ended, and the proof of each wipe and revocation. Pure.
 */
import { describeDuration } from '../../shared/duration.ts';
import type { EndReason, Grant, Lease } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Receipt, WipeProof } from '../../shared/receipt.ts';
import { count } from './plural.ts';
import { clockTimeWithSeconds, dayName, clockTime, span } from './times.ts';

/** One line of proof: done, still open, or simply so. */
export interface Proof {
  readonly mark: 'done' | 'open' | 'note';
  readonly words: string;
}

const WHY: Readonly<Record<EndReason, string>> = {
  denied: 'Denied',
  withdrawn: 'Withdrawn',
  lapsed: 'Lapsed',
  released: 'Released',
  expired: 'Expired',
  revoked: 'Revoked',
  failed: 'Failed',
};

/** The word on the receipt's tag: "Wiped" only where each wipe was read back. */
export function outcome(receipt: Receipt): { readonly word: string; readonly tone: 'ok' | 'warn' | 'plain' } {
  const { grant, wipes } = receipt;
  if (wipes.length > 0) {
    const wiped = wipes.every((wipe) => wipe.custody.custody === 'wiped');
    return wiped ? { word: 'Wiped', tone: 'ok' } : { word: 'Not wiped yet', tone: 'warn' };
  }
  return { word: grant.status === 'ended' ? WHY[grant.why] : 'Ended', tone: 'plain' };
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
  const after = used === null ? '' : ` after ${describeDuration(Math.round((used.to - used.from) / 1000))}`;
  return `${asked} asked, ${endingWords(receipt.grant, receipt)}${after}`;
}

function endingWords(grant: Grant, receipt: Receipt): string {
  if (grant.status !== 'ended') return 'ended here';
  switch (grant.why) {
    case 'released':
      return releasedWords(receipt);
    case 'expired':
      return 'ran its time, ended';
    case 'denied':
      return 'denied';
    case 'withdrawn':
      return 'withdrawn by you';
    case 'lapsed':
      return 'lapsed: nobody reviewed or started it in time';
    case 'revoked':
      return 'revoked by an administrator';
    case 'failed':
      return 'failed';
  }
}

function releasedWords({ endedBy }: Receipt): string {
  switch (endedBy) {
    case 'quit':
      return 'released when Stint quit';
    case 'sign-out':
      return 'released when you signed out';
    case 'lock':
      return 'released when the screen was locked';
    case 'sleep':
      return 'released when the computer went to sleep';
    case 'sweep':
      return 'released after a restart';
    case 'time':
      return 'ran its time, ended';
    case 'tray-menu':
    case 'window':
    case 'notification':
      return 'released by you';
    case 'broker':
    case null:
      return 'released elsewhere';
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
  const where = named ? `Keychain, ${targetName}` : 'Keychain';
  switch (custody.custody) {
    case 'wiped':
      return {
        mark: 'done',
        words: `${where}: deleted and read back, ${clockTimeWithSeconds(custody.wipedAt)}`,
      };
    case 'wipe-pending':
      return { mark: 'open', words: `${where}: not deleted yet. ${custody.sentence}` };
    case 'wiping':
      return { mark: 'open', words: `${where}: being deleted` };
    case 'held':
      return { mark: 'open', words: `${where}: still held` };
  }
}

function leaseProofs(lease: Lease, named: boolean): readonly Proof[] {
  const at = named ? ` at ${lease.targetName}` : '';
  const { state } = lease;
  switch (state.state) {
    case 'active':
      return [{ mark: 'open', words: `Login${at}: the broker has not confirmed its end yet` }];
    case 'revoking':
      return [
        {
          mark: 'open',
          words: `Login${at}: being removed${state.attempts > 1 ? `, attempt ${String(state.attempts)}` : ''}`,
        },
      ];
    case 'revoked': {
      const ended = state.sessionsEnded === 0 ? '' : `, ${count(state.sessionsEnded, 'open session')} ended`;
      return [
        { mark: 'done', words: `Login${at} removed${ended}, ${clockTimeWithSeconds(state.revokedAt)}` },
        ...(state.leftBehind.length === 0
          ? []
          : [
              { mark: 'note' as const, words: `Left behind, without rights: ${state.leftBehind.join(', ')}` },
            ]),
      ];
    }
  }
}
