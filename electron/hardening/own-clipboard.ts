/**
 * What of ours is on the clipboard, and taking it away again while it is still ours. One thing at a time: a clipboard may answer late, and what
 * is cleared before it is there stays for good. It keeps no copy of what was put there, only a hash.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { SecretClipboard } from '../ports/desktop.ts';

/** The real clipboard. It may answer at once or later. */
export interface Board {
  readText(): Promise<string>;
  /** Marks the text as secret where the system knows such marks. */
  writeMarked(text: string): Promise<void>;
  clear(): Promise<void>;
}

export function createOwnClipboard(board: Board): SecretClipboard {
  let ours: Buffer | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const turn = tail.then(act);
    tail = turn.catch(() => undefined);
    return turn;
  };
  return {
    put: (text) =>
      // SECURITY: clipboard-in-turn
      inTurn(async () => {
        ours = hashOf(text);
        await board.writeMarked(text);
      }),
    clear: () =>
      inTurn(async () => {
        if (ours === undefined) return;
        // SECURITY: clipboard-cleared
        if (await isStill(ours, board)) await board.clear();
        // Only now: one that could not be cleared is tried again by the next order.
        ours = undefined;
      }),
  };
}

/** A clipboard that cannot be read is taken for ours: it is cleared rather than left with a secret on it. */
async function isStill(expected: Buffer, board: Board): Promise<boolean> {
  try {
    return timingSafeEqual(hashOf(await board.readText()), expected);
  } catch {
    return true;
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
