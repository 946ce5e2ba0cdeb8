/**
 * The pseudo-language: what a catalogue says, accented, a third longer and in brackets. What is not so on screen is in no catalogue.
 */
import { TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ACCENTED = 'áƀçðéƒĝĥíĵķļɱñóþɋŕšţúṽŵẋýžÁƁÇÐÉƑĜĤÍĴĶĻⱮÑÓÞɊŔŠŢÚṼŴẊÝŽ';
const accents = new Map(
  Array.from(PLAIN, (letter, index) => [letter, Array.from(ACCENTED)[index] ?? letter]),
);

/** How much longer than English another language may be: a third, as German often is. */
const LONGER = 1 / 3;

export function stretch(elements: readonly MessageFormatElement[]): MessageFormatElement[] {
  return [literal('⟦'), ...elements.map(accent), literal('⟧')];
}

function accent(element: MessageFormatElement): MessageFormatElement {
  switch (element.type) {
    case TYPE.literal: {
      const letters = Array.from(element.value, (letter) => accents.get(letter) ?? letter).join('');
      return literal(`${letters}${'·'.repeat(Math.ceil(element.value.trim().length * LONGER))}`);
    }
    case TYPE.plural:
    case TYPE.select: {
      const options = Object.entries(element.options).map(
        ([name, option]) => [name, { ...option, value: option.value.map(accent) }] as const,
      );
      return { ...element, options: Object.fromEntries(options) };
    }
    case TYPE.argument:
    case TYPE.number:
    case TYPE.date:
    case TYPE.time:
    case TYPE.pound:
    case TYPE.tag:
      return element;
  }
}

function literal(value: string): MessageFormatElement {
  return { type: TYPE.literal, value };
}
