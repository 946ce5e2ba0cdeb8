/** The language follows the settings, and the system where nothing is set. */
import { afterEach, describe, expect, it } from 'vitest';
import { describeKeychainError } from '../../../electron/ports/keychain.ts';
import { followLanguage } from '../../../electron/session/language.ts';
import { createStore } from '../../../electron/session/state.ts';
import { speaker } from '../../../electron/words.ts';
import type { Language } from '../../../shared/words/languages.ts';

afterEach(() => speaker.speak('en'));

function follow(system: readonly string[], forced: Language | null = null) {
  const store = createStore('');
  const language = followLanguage(store, { system, forced, speak: speaker.speak });
  const set = (chosen: 'system' | 'en' | 'de'): void =>
    store.change({ settings: { ...store.get().settings, language: chosen } });
  return { language, set };
}

describe('the language', () => {
  it('is the system’s until another is set, and is spoken from then on', () => {
    const { language, set } = follow(['de-DE']);
    expect(language()).toBe('de');
    expect(describeKeychainError({ kind: 'locked' }, 'linux')).toContain('gesperrt');
    set('en');
    expect(language()).toBe('en');
    expect(describeKeychainError({ kind: 'locked' }, 'linux')).toContain('locked');
  });
  it('is the forced one, whatever is set', () => {
    const { language, set } = follow(['en'], 'pseudo');
    set('de');
    expect(language()).toBe('pseudo');
    expect(describeKeychainError({ kind: 'locked' }, 'linux')).toMatch(/^⟦/u);
  });
});
