/**
 * Which language is spoken: what the person set, else the first of the system's that Stint speaks. It follows the settings as they change.
 */
import { chooseLanguage, type Language } from '../../shared/words/languages.ts';
import type { Store } from './state.ts';

export interface Languages {
  /** The system's, most wanted first, as BCP 47 tags. */
  readonly system: readonly string[];
  /** Overrules everything, for tests and for looking (STINT_LANGUAGE). */
  readonly forced: Language | null;
  readonly speak: (language: Language) => void;
}

/** Answers the language that is spoken now. */
export function followLanguage(store: Store, languages: Languages): () => Language {
  const now = (): Language =>
    languages.forced ?? chooseLanguage(store.get().settings.language, languages.system);
  let spoken = now();
  languages.speak(spoken);
  store.onChange(() => {
    const next = now();
    if (next === spoken) return;
    spoken = next;
    languages.speak(next);
  });
  return now;
}
