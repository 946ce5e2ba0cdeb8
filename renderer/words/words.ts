/**
 * Every word of the window that is not the broker's or the person's own, in the language that is spoken. Whoever shows words reads them
 * when it shows them; the catalogues are in shared/words/.
 */
import { commonGerman } from '../../shared/words/common-de.ts';
import { commonEnglish } from '../../shared/words/common-en.ts';
import { pagesGerman } from '../../shared/words/pages-de.ts';
import { pagesEnglish } from '../../shared/words/pages-en.ts';
import { reviewsGerman } from '../../shared/words/reviews-de.ts';
import { reviewsEnglish } from '../../shared/words/reviews-en.ts';
import { createSpeaker } from '../../shared/words/speak.ts';
import { windowGerman } from '../../shared/words/window-de.ts';
import { windowEnglish } from '../../shared/words/window-en.ts';

export const speaker = createSpeaker();

export const words = speaker.wordsOf(
  { ...commonEnglish, ...windowEnglish, ...pagesEnglish, ...reviewsEnglish },
  { ...commonGerman, ...windowGerman, ...pagesGerman, ...reviewsGerman },
);
