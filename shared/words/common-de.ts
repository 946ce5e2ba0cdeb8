/** Words that main and the window share, in German. */
import type { commonEnglish } from './common-en.ts';
import type { Translated } from './messages.ts';

export const commonGerman: Translated<typeof commonEnglish> = {
  call: {
    cancelled: 'Abgebrochen; nichts wurde geändert.',
    invalid: 'Stint hat das nicht verstanden. Nichts wurde geändert.',
    bug: 'In Stint ist etwas schiefgegangen. Nichts ist verloren; nennen Sie {reference}, wenn Sie es melden.',
  },
};
