/**
 * The words of notices about extensions, for the one who has asked. Pure. Names and comments are cleaned and cut.
 */
import { describeRemaining } from '../../shared/duration.ts';
import type { Extension, Grant } from '../../shared/grant.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import type { CoreNotice } from '../ports/core.ts';
import { words } from '../words.ts';

const NAME_LENGTH = 80;
const NOTE_LENGTH = 200;

function extensionNoticeId(grantId: string): string {
  return `extension:${grantId}`;
}

export function extendedNotice(grant: Grant, leftMs: number): CoreNotice {
  return {
    id: extensionNoticeId(grant.id),
    occasion: 'extended',
    title: words.notice.extended({ profile: cleanText(grant.profileName, NAME_LENGTH) }),
    body: words.notice.extendedHow({ length: describeRemaining(leftMs) }),
    urgent: false,
    place: { place: 'access' },
    action: null,
  };
}

export function notExtendedNotice(grant: Grant, extension: Extension, leftMs: number): CoreNotice {
  const denial = extension.reviews.find(({ verdict }) => verdict === 'deny');
  const why =
    extension.outcome === 'lapsed'
      ? words.notice.nobodyReviewed
      : denial === undefined
        ? words.notice.policyRefuses
        : cleanText(denial.comment ?? '', NOTE_LENGTH) || words.notice.noReason;
  return {
    id: extensionNoticeId(grant.id),
    occasion: 'not-extended',
    title: words.notice.notExtended({ profile: cleanText(grant.profileName, NAME_LENGTH) }),
    body: words.notice.endsAsBefore({ why, length: describeRemaining(leftMs) }),
    urgent: true,
    place: { place: 'access' },
    action: null,
  };
}
