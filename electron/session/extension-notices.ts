/**
 * The words of notices about extensions, for the one who has asked. Pure. Names and comments are cleaned and cut.
 */
import { describeRemaining } from '../../shared/duration.ts';
import type { Extension, Grant } from '../../shared/grant.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import type { CoreNotice } from '../ports/core.ts';

const NAME_LENGTH = 80;
const NOTE_LENGTH = 200;

function extensionNoticeId(grantId: string): string {
  return `extension:${grantId}`;
}

export function extendedNotice(grant: Grant, leftMs: number): CoreNotice {
  return {
    id: extensionNoticeId(grant.id),
    occasion: 'extended',
    title: `Extended: ${cleanText(grant.profileName, NAME_LENGTH)}`,
    body: `You have access for ${describeRemaining(leftMs)} from now. The credential is wiped at the end.`,
    urgent: false,
    place: { place: 'access' },
    action: null,
  };
}

export function notExtendedNotice(grant: Grant, extension: Extension, leftMs: number): CoreNotice {
  const comment = extension.reviews.find(({ verdict }) => verdict === 'deny')?.comment ?? '';
  const why =
    extension.outcome === 'lapsed'
      ? 'Nobody reviewed it in time.'
      : cleanText(comment, NOTE_LENGTH) || 'No reason was given.';
  return {
    id: extensionNoticeId(grant.id),
    occasion: 'not-extended',
    title: `Not extended: ${cleanText(grant.profileName, NAME_LENGTH)}`,
    body: `${why} It ends in ${describeRemaining(leftMs)}, as before.`,
    urgent: true,
    place: { place: 'access' },
    action: null,
  };
}
