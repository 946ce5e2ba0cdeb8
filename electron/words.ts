/**
 * The words of the main process, in the language that is spoken. Whoever shows words reads them when it shows them.
 */
import { actsGerman } from '../shared/words/acts-de.ts';
import { actsEnglish } from '../shared/words/acts-en.ts';
import { commonGerman } from '../shared/words/common-de.ts';
import { commonEnglish } from '../shared/words/common-en.ts';
import { desktopGerman } from '../shared/words/desktop-de.ts';
import { desktopEnglish } from '../shared/words/desktop-en.ts';
import { createSpeaker } from '../shared/words/speak.ts';

export const speaker = createSpeaker();

export const words = speaker.wordsOf(
  { ...commonEnglish, ...desktopEnglish, ...actsEnglish },
  { ...commonGerman, ...desktopGerman, ...actsGerman },
);
