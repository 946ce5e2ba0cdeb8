// Who the question names where nobody is signed in (any more).
import { describe, expect, it } from 'vitest';
import type { Confirmation } from '../../../electron/ports/desktop.ts';
import { createConfirming } from '../../../electron/session/confirming.ts';
import { createStore } from '../../../electron/session/state.ts';
import { speaker } from '../../../electron/words.ts';

describe('the question of main', () => {
  it.each([
    ['en', 'Your account keeps “Read billing”'],
    ['de', 'Ihr Konto behält „Read billing“'],
  ] as const)('names the account in the language spoken: %s', async (language, expected) => {
    const asked: Confirmation[] = [];
    const confirm = (confirmation: Confirmation) => Promise.resolve(asked.push(confirmation) > 1);
    const store = createStore('https://broker.test');
    const confirmed = createConfirming({ store, dialogs: { confirm }, deviceName: 'laptop' });
    const what = { act: 'extend', profileName: 'Read billing', where: '', seconds: 900 } as const;
    speaker.speak(language);
    try {
      expect(await confirmed({ ...what, importance: 'high' })).toBe(false);
      expect(await confirmed({ ...what, importance: 'low' })).toBe(true);
    } finally {
      speaker.speak('en');
    }
    expect(asked.map(({ detail }) => detail)).toEqual([expect.stringContaining(expected)]);
  });
});
