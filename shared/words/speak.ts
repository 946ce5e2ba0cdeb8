/**
 * Speaks catalogues: plural forms, numbers and places are filled in by the rules of the language. One speaker per process; whoever shows words
 * reads them when it shows them, so that a change of language is seen everywhere.
 */
import { parse, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { IntlMessageFormat } from 'intl-messageformat';
import { LOCALES, type Language } from './languages.ts';
import type { Catalogue, Translated, Words } from './messages.ts';
import { stretch } from './pseudo.ts';

export interface Speaker {
  readonly language: () => Language;
  readonly speak: (language: Language) => void;
  /** The words of a catalogue, in whatever language is spoken when they are read. */
  wordsOf<const C extends Catalogue>(english: C, german: Translated<C>): Words<C>;
}

export function createSpeaker(): Speaker {
  let spoken: Language = 'en';
  /** By language and text: a message is parsed once. */
  const parsed = new Map<string, IntlMessageFormat>();

  function format(text: string, values: Readonly<Record<string, string | number>>): string {
    const key = `${spoken} ${text}`;
    let message = parsed.get(key);
    if (message === undefined) {
      message = new IntlMessageFormat(elementsOf(text, spoken), LOCALES[spoken]);
      parsed.set(key, message);
    }
    // Without rich text, which no catalogue has, it answers a string.
    return String(message.format(values));
  }

  function say(text: string): string {
    return spoken === 'pseudo' ? format(text, {}) : text;
  }

  function bind(english: Catalogue, german: Catalogue): object {
    const words = {};
    for (const [name, message] of Object.entries(english)) {
      const other = german[name];
      if (typeof message !== 'string') {
        Object.defineProperty(words, name, { enumerable: true, value: bind(message, toGroup(other)) });
        continue;
      }
      const text = (): string => (spoken === 'de' && typeof other === 'string' ? other : message);
      const hasPlaces = message.includes('{');
      const fill = (values: Readonly<Record<string, string | number>>): string => format(text(), values);
      Object.defineProperty(words, name, {
        enumerable: true,
        ...(hasPlaces ? { value: fill } : { get: () => say(text()) }),
      });
    }
    return words;
  }

  return {
    language: () => spoken,
    speak(language) {
      spoken = language;
    },
    // Its shape follows the catalogue's by construction: each message a getter or a function of its places, each group an object.
    wordsOf: <const C extends Catalogue>(english: C, german: Translated<C>) =>
      bind(english, german) as Words<C>,
  };
}

function toGroup(group: string | Catalogue | undefined): Catalogue {
  return typeof group === 'object' ? group : {};
}

function elementsOf(text: string, language: Language): MessageFormatElement[] {
  // No catalogue has tags, and a person's words may look like one.
  const elements = parse(text, { ignoreTag: true });
  return language === 'pseudo' ? stretch(elements) : elements;
}
