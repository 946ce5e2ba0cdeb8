/** Every catalogue: each message can be read, and says in German what it says in English, with the same places to fill in. */
import { parse as parseMessage, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { describe, expect, it } from 'vitest';
import { actsGerman } from '../../../shared/words/acts-de.ts';
import { actsEnglish } from '../../../shared/words/acts-en.ts';
import { commonGerman } from '../../../shared/words/common-de.ts';
import { commonEnglish } from '../../../shared/words/common-en.ts';
import { desktopGerman } from '../../../shared/words/desktop-de.ts';
import { desktopEnglish } from '../../../shared/words/desktop-en.ts';
import type { Catalogue } from '../../../shared/words/messages.ts';
import { pagesGerman } from '../../../shared/words/pages-de.ts';
import { pagesEnglish } from '../../../shared/words/pages-en.ts';
import { reviewsGerman } from '../../../shared/words/reviews-de.ts';
import { reviewsEnglish } from '../../../shared/words/reviews-en.ts';
import { createSpeaker } from '../../../shared/words/speak.ts';
import { windowGerman } from '../../../shared/words/window-de.ts';
import { windowEnglish } from '../../../shared/words/window-en.ts';

const CATALOGUES: readonly (readonly [string, Catalogue, Catalogue])[] = [
  ['common', commonEnglish, commonGerman],
  ['desktop', desktopEnglish, desktopGerman],
  ['acts', actsEnglish, actsGerman],
  ['window', windowEnglish, windowGerman],
  ['pages', pagesEnglish, pagesGerman],
  ['reviews', reviewsEnglish, reviewsGerman],
];

/** As it is spoken: without tags. */
const parse = (message: string): MessageFormatElement[] => parseMessage(message, { ignoreTag: true });

function flat(catalogue: Catalogue, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(catalogue).flatMap(([name, message]) =>
    typeof message === 'string'
      ? [[`${prefix}${name}`, message] as const]
      : flat(message, `${prefix}${name}.`),
  );
}

/** The places of a message with their kind, "count plural", also those within its plural forms. */
function places(elements: readonly MessageFormatElement[]): ReadonlySet<string> {
  return new Set(
    elements.flatMap((element): readonly string[] => {
      if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
      const own = `${element.value} ${TYPE[element.type]}`;
      if (!('options' in element)) return [own];
      return [own, ...Object.values(element.options).flatMap(({ value }) => [...places(value)])];
    }),
  );
}

describe.each(CATALOGUES)('the catalogue %s', (_, english, german) => {
  const others = new Map(flat(german));

  it('has the same messages in both languages, and none is empty', () => {
    expect([...others.keys()]).toEqual(flat(english).map(([name]) => name));
    for (const [name, message] of [...flat(english), ...others]) expect(message.trim(), name).not.toBe('');
  });
  it('has the same places in both languages', () => {
    for (const [name, message] of flat(english)) {
      expect(places(parse(others.get(name) ?? '')), name).toEqual(places(parse(message)));
    }
  });
  it('gives each count a form for one and for others, in the forms its language has', () => {
    for (const [name, message] of [...flat(english), ...others]) {
      for (const element of parse(message)) {
        if (element.type === TYPE.plural)
          expect(Object.keys(element.options), name).toEqual(['one', 'other']);
      }
    }
  });
  it('is typed by its own places: what takes some is a function, what takes none a text', () => {
    const words = flat(createSpeaker().wordsOf(english, german));
    const texts = words.filter(([, message]) => typeof message === 'string').length;
    const plain = flat(english).filter(([, message]) => places(parse(message)).size === 0).length;
    expect(texts).toBe(plain);
  });
});
