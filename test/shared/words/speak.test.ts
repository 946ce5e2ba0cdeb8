/** Catalogues spoken in each language: plurals, places, a change of language while words are held. */
import { describe, expect, it } from 'vitest';
import { chooseLanguage } from '../../../shared/words/languages.ts';
import { createSpeaker } from '../../../shared/words/speak.ts';

const EN = {
  reason: 'Reason',
  left: '{count, plural, one {# character} other {# characters}} left',
  group: { asked: '{who} asks for {profile}' },
} as const;
const DE = {
  reason: 'Grund',
  left: 'noch {count, plural, one {# Zeichen} other {# Zeichen}}',
  group: { asked: '{who} bittet um {profile}' },
} as const;

describe('words', () => {
  it('are filled in by the rules of the language', () => {
    const words = createSpeaker().wordsOf(EN, DE);
    expect(words.left({ count: 1 })).toBe('1 character left');
    expect(words.left({ count: 1200 })).toBe('1,200 characters left');
    expect(words.group.asked({ who: 'Erin', profile: 'Bastion' })).toBe('Erin asks for Bastion');
  });
  it('follow a change of language', () => {
    const speaker = createSpeaker();
    const words = speaker.wordsOf(EN, DE);
    expect(words.reason).toBe('Reason');
    speaker.speak('de');
    expect(speaker.language()).toBe('de');
    expect(words.reason).toBe('Grund');
    expect(words.left({ count: 1200 })).toBe('noch 1.200 Zeichen');
  });
  it('are stretched and bracketed in the pseudo-language, and what is filled in is not', () => {
    const speaker = createSpeaker();
    speaker.speak('pseudo');
    const words = speaker.wordsOf(EN, DE);
    expect(words.reason).toBe('⟦Ŕéášóñ··⟧');
    expect(words.group.asked({ who: 'Erin', profile: 'Bastion' })).toMatch(/^⟦Erin .*ášķš.*Bastion⟧$/u);
    expect(words.left({ count: 2 })).toContain('2');
  });
  it('take what people wrote as it is, braces and all', () => {
    const words = createSpeaker().wordsOf(EN, DE);
    expect(words.group.asked({ who: '{profile}', profile: '<b>x</b>' })).toBe('{profile} asks for <b>x</b>');
  });
});

describe('the language', () => {
  it('is the one that was chosen, or the first of the system’s that is spoken', () => {
    expect(chooseLanguage('de', ['en-US'])).toBe('de');
    expect(chooseLanguage('system', ['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(chooseLanguage('system', ['en_US', 'de'])).toBe('en');
    expect(chooseLanguage('system', ['fr'])).toBe('en');
  });
});
