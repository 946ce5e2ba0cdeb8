/**
 * The words of each notice. Pure. Words from people and from the broker are cleaned and cut here; the notifier escapes them for its own markup.
 */
import { describeDuration, describeRemaining } from '../../shared/duration.ts';
import type { ExtensionOffer } from '../../shared/extension-offer.ts';
import type { Grant, GrantIn } from '../../shared/grant.ts';
import type { WipeProof } from '../../shared/receipt.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import type { CoreNotice } from '../ports/core.ts';
import { words } from '../words.ts';

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
    title: words.notice.approved({ profile: nameOf(grant) }),
    body: words.notice.approvedHow({ length: describeDuration(grant.grantedSeconds) }),
    urgent: false,
    place: { place: 'access' },
    action: { act: 'grant:start', label: words.notice.start, grantId: grant.id },
  };
}

export function refusedNotice(grant: GrantIn<'ended'>): CoreNotice {
  const note = cleanText(grant.note ?? '', NOTE_LENGTH);
  const lapsed = words.notice.lapsedHow;
  return {
    id: `denied:${grant.id}`,
    occasion: 'denied',
    title: (grant.why === 'denied' ? words.notice.denied : words.notice.lapsed)({ profile: nameOf(grant) }),
    body: grant.why === 'denied' ? note || words.notice.noReason : lapsed,
    urgent: false,
    place: { place: 'history', grantId: grant.id },
    action: null,
  };
}

export function startedNotice(grant: Grant, leftMs: number): CoreNotice {
  return {
    id: `started:${grant.id}`,
    occasion: 'started',
    title: words.notice.started({ profile: nameOf(grant) }),
    body: words.notice.startedHow({ length: describeRemaining(leftMs) }),
    urgent: false,
    place: { place: 'access' },
    action: null,
  };
}

export function endsSoonNoticeId(grantId: string): string {
  return `ends-soon:${grantId}`;
}

export function endsSoonNotice(grant: Grant, leftMs: number, offer: ExtensionOffer): CoreNotice {
  const asks = offer.kind === 'open' && offer.asksForReview ? words.tray.asksForReview : '';
  const isOneClick = offer.kind === 'open' && !offer.reasonRequired;
  return {
    id: endsSoonNoticeId(grant.id),
    occasion: 'ends-soon',
    // The timer may be some milliseconds late, and "60 s left" reads worse than "1 min left".
    title: words.notice.left({
      length: describeDuration(Math.max(1, Math.round(leftMs / 1000))),
      profile: nameOf(grant),
    }),
    body: words.notice.leftHow,
    urgent: leftMs <= 60_000,
    place: { place: 'access' },
    action: isOneClick
      ? {
          act: 'grant:extend',
          label: `${words.tray.extendBy({ length: describeDuration(offer.durationSeconds) })}${asks}`,
          grantId: grant.id,
          durationSeconds: offer.durationSeconds,
        }
      : null,
  };
}

/** Said only once each proof holds a read-back that found nothing. */
export function wipedNotice(grant: Grant, proofs: readonly WipeProof[]): CoreNotice {
  const targets = [...new Set(proofs.map(({ targetName }) => cleanText(targetName, NAME_LENGTH)))].join(', ');
  return {
    id: `ended:${grant.id}`,
    occasion: 'ended',
    title: words.notice.wiped({ profile: nameOf(grant) }),
    body: words.notice.wipedHow({ count: proofs.length, targets }),
    urgent: false,
    place: { place: 'history', grantId: grant.id },
    action: null,
  };
}

export function wipePendingNotice(grant: Grant, sentence: string): CoreNotice {
  return {
    id: `wipe-pending:${grant.id}`,
    occasion: 'trouble',
    title: words.notice.notWiped({ profile: nameOf(grant) }),
    body: cleanText(words.notice.notWipedHow({ sentence }), 400),
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
