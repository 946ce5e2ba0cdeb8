/**
 * The ways out: asked for by a person, ordered by the system, forced by a bug. Each wipes first. Whoever asks twice gets the same quitting.
 */
import { cleanText } from '../shared/untrusted-text.ts';
import type { Clock } from './ports/clock.ts';
import type { Core } from './ports/core.ts';
import type { Dialogs } from './ports/desktop.ts';
import type { Undo } from './ports/undo.ts';
import { words } from './words.ts';

/** The core promises ten seconds; a core that breaks its promise must not keep a session from ending. */
const LONGEST_QUIT_MS = 12_000;

export interface QuitDeps {
  readonly core: Pick<Core, 'quit' | 'snapshot'>;
  readonly dialogs: Dialogs;
  readonly clock: Pick<Clock, 'after'>;
  /** Called once, after everything is wiped: last come, first undone. */
  readonly undos: readonly Undo[];
  readonly exit: (code: number) => void;
}

export interface Quit {
  /** Asks first when access is active here. */
  readonly ask: () => Promise<void>;
  readonly now: (code?: number) => Promise<void>;
}

export function createQuit({ core, dialogs, clock, undos, exit }: QuitDeps): Quit {
  let quitting: Promise<void> | undefined;
  let isAsking = false;

  const wipeAndLeave = async (code: number): Promise<void> => {
    await Promise.race([
      // A refusal stands in the journal already; there is nobody left to tell.
      core.quit('quit').catch(() => undefined),
      new Promise<void>((resolve) => clock.after(LONGEST_QUIT_MS, resolve)),
    ]);
    for (const undo of [...undos].reverse()) attempt(undo);
    exit(code);
  };
  const now = (code = 0): Promise<void> => (quitting ??= wipeAndLeave(code));

  return {
    now,
    ask: async () => {
      if (isAsking) return;
      const names = core
        .snapshot()
        .live.filter(({ grant, heldHere }) => grant.status === 'active' && heldHere)
        .map(({ grant }) => cleanText(grant.profileName, 80));
      isAsking = true;
      const isSure = names.length === 0 || (await dialogs.confirm(confirmation(names)));
      isAsking = false;
      if (isSure) await now();
    },
  };
}

function confirmation(names: readonly string[]): Parameters<Dialogs['confirm']>[0] {
  return {
    title: words.quit.title,
    detail: words.quit.detail({ names: names.join(', ') }),
    confirmLabel: words.quit.confirm,
    cancelLabel: words.quit.stay,
  };
}

/** One undo that fails must not keep the others from running. */
function attempt(undo: Undo): void {
  try {
    undo();
  } catch {
    // The process ends in a moment.
  }
}
