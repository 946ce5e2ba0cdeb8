/**
 * The words of the main process, in the language that is spoken. Whoever shows words reads them when it shows them.
 */
import { desktopGerman } from '../shared/words/desktop-de.ts';
import { desktopEnglish } from '../shared/words/desktop-en.ts';
import { createSpeaker } from '../shared/words/speak.ts';

export const speaker = createSpeaker();

export const words = speaker.wordsOf(desktopEnglish, desktopGerman);
