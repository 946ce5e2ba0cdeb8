// Native dialogs of the app, found and answered on the display as a person at the keyboard would.
import { spawnSync } from 'node:child_process';
import { waitFor } from '../../desktop/wait.ts';

export interface Dialogs {
  /**
   * Waits for a window that was not there before, and presses its buttons with the keyboard.
   * `escape` and `return` are what a person presses without reading.
   */
  readonly answer: (answer: 'yes' | 'escape' | 'return') => Promise<void>;
}

/** Look before whatever opens the dialog, so that it can be told from the windows that were there. */
export function watchDialogs(env: NodeJS.ProcessEnv, pid: number): Dialogs {
  const xdotool = (...args: string[]): string =>
    spawnSync('xdotool', args, { env, encoding: 'utf8', timeout: 5000 }).stdout.trim();
  const visible = (): readonly string[] =>
    xdotool('search', '--onlyvisible', '--pid', String(pid)).split('\n').filter(Boolean);
  const before = new Set(visible());
  return {
    answer: async (answer) => {
      const dialog = await waitFor('a dialog', () => visible().find((window) => !before.has(window)));
      xdotool('windowfocus', '--sync', dialog);
      // "No" is the default and has the focus: "yes" is one step away.
      if (answer === 'yes') xdotool('key', 'Tab');
      xdotool('key', answer === 'escape' ? 'Escape' : 'Return');
      await waitFor('the dialog to close', () => !visible().includes(dialog));
    },
  };
}
