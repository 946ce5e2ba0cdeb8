/**
 * The words of each notice. Pure. Words from people and from the broker are cleaned and cut here; the notifier escapes them for its own markup.
 */
import { describeDuration, describeRemaining } from '../../shared/duration.ts';
import type { ExtensionOffer } from '../../shared/extension-offer.ts';
import type { Grant, GrantIn } from '../../shared/grant.ts';
import type { WipeProof } from '../../shared/receipt.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import type { CoreNotice } from '../ports/core.ts';

const NAME_LENGTH = 80;
const NOTE_LENGTH = 200;

function nameOf(grant: Grant): string {
  return cleanText(grant.profileName, NAME_LENGTH);
}

export function approvedNoticeId(grantId: string): string {
  return `approved:${grantId}`;
}

export function approvedNotice(grant: GrantIn<'approved'>): CoreNotice {
  return {
    id: approvedNoticeId(grant.id),
    occasion: 'approved',
    title: `Approved: ${nameOf(grant)}`,
    body: `You may have it for ${describeDuration(grant.grantedSeconds)}. The time runs from when you press Start.`,
    urgent: false,
    place: { place: 'access' },
    action: { act: 'grant:start', label: 'Start', grantId: grant.id },
  };
}

export function refusedNotice(grant: GrantIn<'ended'>): CoreNotice {
  const note = cleanText(grant.note ?? '', NOTE_LENGTH);
  const lapsed = 'Nobody reviewed or started it in time. Ask again when you need it.';
  return {
    id: `denied:${grant.id}`,
    occasion: 'denied',
    title: grant.why === 'denied' ? `Denied: ${nameOf(grant)}` : `Lapsed: ${nameOf(grant)}`,
    body: grant.why === 'denied' ? note || 'No reason was given.' : lapsed,
    urgent: false,
    place: { place: 'history', grantId: grant.id },
    action: null,
  };
}

export function startedNotice(grant: Grant, leftMs: number): CoreNotice {
  return {
    id: `started:${grant.id}`,
    occasion: 'started',
    title: `Started: ${nameOf(grant)}`,
    body: `You have access for ${describeRemaining(leftMs)}. The credential is wiped at the end.`,
    urgent: false,
    place: { place: 'access' },
    action: null,
  };
}

export function endsSoonNoticeId(grantId: string): string {
  return `ends-soon:${grantId}`;
}

export function endsSoonNotice(grant: Grant, leftMs: number, offer: ExtensionOffer): CoreNotice {
  const isOneClick = offer.kind === 'open' && !offer.reasonRequired;
  return {
    id: endsSoonNoticeId(grant.id),
    occasion: 'ends-soon',
    // The timer may be some milliseconds late, and "60 s left" reads worse than "1 min left".
    title: `${describeDuration(Math.max(1, Math.round(leftMs / 1000)))} left: ${nameOf(grant)}`,
    body: 'The credential is wiped at the end. Finish or save what needs it.',
    urgent: leftMs <= 60_000,
    place: { place: 'access' },
    action: isOneClick
      ? {
          act: 'grant:extend',
          label: `Extend by ${describeDuration(offer.durationSeconds)}`,
          grantId: grant.id,
          durationSeconds: offer.durationSeconds,
        }
      : null,
  };
}

/** Said only once each proof holds a read-back that found nothing. */
export function wipedNotice(grant: Grant, proofs: readonly WipeProof[]): CoreNotice {
  const targets = [...new Set(proofs.map(({ targetName }) => cleanText(targetName, NAME_LENGTH)))].join(', ');
  const count = proofs.length === 1 ? 'The credential' : `${String(proofs.length)} credentials`;
  return {
    id: `ended:${grant.id}`,
    occasion: 'ended',
    title: `Wiped: ${nameOf(grant)}`,
    body: `${count} for ${targets} ${proofs.length === 1 ? 'was' : 'were'} deleted, and the keychain was read back: nothing is left.`,
    urgent: false,
    place: { place: 'history', grantId: grant.id },
    action: null,
  };
}

export function wipePendingNotice(grant: Grant, sentence: string): CoreNotice {
  return {
    id: `wipe-pending:${grant.id}`,
    occasion: 'trouble',
    title: `Not wiped yet: ${nameOf(grant)}`,
    body: cleanText(`The access has ended, but its credential is still in the keychain. ${sentence}`, 400),
    urgent: true,
    place: { place: 'access' },
    action: null,
  };
}

export function troubleNotice(id: string, title: string, sentence: string): CoreNotice {
  return {
    id: `trouble:${id}`,
    occasion: 'trouble',
    title: cleanText(title, NAME_LENGTH),
    body: cleanText(sentence, 400),
    urgent: true,
    place: { place: 'access' },
    action: null,
  };
}
