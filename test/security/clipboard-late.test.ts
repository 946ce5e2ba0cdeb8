// Attack: none needed. A clipboard that answers late takes a password after it was ordered to be cleared. Impact: the password outlives its
// grant, for every program to paste. Mitigation: electron/hardening/own-clipboard.ts (clipboard-in-turn): one thing at a time.
import { describe, expect, it } from 'vitest';
import { createOwnClipboard, type Board } from '../../electron/hardening/own-clipboard.ts';

const SECRET = 'canary-5d20';

function makeBoard(): Board & { text: string; wait: Promise<void>; fails: boolean } {
  const board = {
    text: 'somebody’s words',
    wait: Promise.resolve(),
    fails: false,
    readText: async () => board.text,
    writeMarked: async (text: string) => {
      // Takes hold of its order first, as the real one does: a later one may overtake it.
      await board.wait;
      board.text = text;
    },
    clear: async () => {
      if (board.fails) throw new Error('The clipboard is gone.');
      board.text = '';
    },
  };
  return board;
}

function hold(board: { wait: Promise<void> }): () => void {
  let open: () => void = () => undefined;
  board.wait = new Promise((resolve) => (open = resolve));
  return open;
}

describe('a clipboard that answers late', () => {
  it('is cleared of what was still on its way when that was ordered', async () => {
    const board = makeBoard();
    const clipboard = createOwnClipboard(board);
    const answer = hold(board);
    const put = clipboard.put(SECRET);
    const cleared = clipboard.clear();
    answer();
    await Promise.all([put, cleared]);
    expect(board.text).toBe('');
  });

  it('holds the last of two copies, and is cleared of that', async () => {
    const board = makeBoard();
    const clipboard = createOwnClipboard(board);
    const answer = hold(board);
    const first = clipboard.put('canary-first');
    board.wait = Promise.resolve();
    const second = clipboard.put(SECRET);
    answer();
    await Promise.all([first, second]);
    expect(board.text).toBe(SECRET);
    await clipboard.clear();
    expect(board.text).toBe('');
  });

  it('keeps what somebody else has put there since', async () => {
    const board = makeBoard();
    const clipboard = createOwnClipboard(board);
    await clipboard.put(SECRET);
    board.text = 'a shopping list';
    await clipboard.clear();
    expect(board.text).toBe('a shopping list');
  });

  it('is cleared by the next order where the first could not', async () => {
    const board = makeBoard();
    const clipboard = createOwnClipboard(board);
    await clipboard.put(SECRET);
    board.fails = true;
    await expect(clipboard.clear()).rejects.toThrow('gone');
    board.fails = false;
    await clipboard.clear();
    expect(board.text).toBe('');
  });
});
