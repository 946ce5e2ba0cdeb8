/** Words from people cannot change how their neighbours are read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, hasDeceivingCharacters } from '../../shared/untrusted-text.ts';

const RIGHT_TO_LEFT_OVERRIDE = '\u202e';

describe('cleanText', () => {
  it('takes out bidirectional and zero-width marks', () => {
    expect(cleanText(`pay${RIGHT_TO_LEFT_OVERRIDE}roll\u200b`, 100)).toBe('payroll');
  });
  it('makes one line of several', () => {
    expect(cleanText('first\r\nsecond\tthird\n', 100)).toBe('first second third');
  });
  it('shortens with an ellipsis and never cuts a character in half', () => {
    expect(cleanText('abc😀😀', 5)).toBe('abc…');
    expect(cleanText('abcdef', 6)).toBe('abcdef');
  });
  it('is never longer than asked, holds nothing that deceives, and cleaning twice changes nothing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (text, longest) => {
          const clean = cleanText(text, longest);
          expect(clean.length).toBeLessThanOrEqual(longest);
          expect(hasDeceivingCharacters(clean)).toBe(false);
          expect(cleanText(clean, longest)).toBe(clean);
        },
      ),
    );
  });
});

describe('hasDeceivingCharacters', () => {
  it.each(['plain words', 'two\nlines', 'Grüße aus Köln', '日本語', 'tab\there'])('accepts %j', (text) => {
    expect(hasDeceivingCharacters(text)).toBe(false);
  });
  it.each([`a${RIGHT_TO_LEFT_OVERRIDE}b`, 'bell\u0007', 'zero\u200bwidth', 'nul\0'])('refuses %j', (text) => {
    expect(hasDeceivingCharacters(text)).toBe(true);
  });
});
