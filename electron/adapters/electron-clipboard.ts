/**
 * Secrets on the clipboard: marked so that clipboard histories and clouds leave them out, and taken away again only while they are still
 * ours. It keeps no copy of what it put there, only a hash.
 */
import { clipboard, ClipboardItem } from 'electron';
import { createHash, timingSafeEqual } from 'node:crypto';
import { secretMarks } from '../hardening/clipboard-marks.ts';
import type { SecretClipboard } from '../ports/desktop.ts';

/** Electron 44 and newer. */
interface NewClipboard {
  readText(): Promise<string>;
  write(items: readonly unknown[]): Promise<void>;
  writeText(text: string): Promise<void>;
  clear(): void;
}
type MakeItem = new (parts: Record<string, string | Blob>) => unknown;

export interface ElectronClipboardDeps {
  readonly platform: NodeJS.Platform;
  readonly writeLog: (line: string) => void;
}

export function createElectronClipboard(deps: ElectronClipboardDeps): SecretClipboard {
  // The two generations differ in whether they answer promises; awaiting both is right for both.
  const board = clipboard as unknown as NewClipboard;
  let ours: Buffer | undefined;
  return {
    put: async (text) => {
      ours = hashOf(text);
      await writeMarked(text, board, deps);
    },
    clear: async () => {
      const expected = ours;
      ours = undefined;
      if (expected === undefined) return;
      // SECURITY: clipboard-cleared
      if (await isStill(expected, board)) board.clear();
    },
  };
}

/** A clipboard that cannot be read is taken for ours: it is cleared rather than left with a secret on it. */
async function isStill(expected: Buffer, board: NewClipboard): Promise<boolean> {
  try {
    return timingSafeEqual(hashOf(await board.readText()), expected);
  } catch {
    return true;
  }
}

async function writeMarked(text: string, board: NewClipboard, deps: ElectronClipboardDeps): Promise<void> {
  const { platform, writeLog } = deps;
  // The type knows the newest Electron; it came with the asynchronous clipboard in 44.
  const Item = ClipboardItem as MakeItem | undefined;
  if (Item !== undefined) {
    try {
      const marks = secretMarks(platform).map(
        ({ format, data }) =>
          [`electron application/osclipboard;format="${format}"`, new Blob([new Uint8Array(data)])] as const,
      );
      // SECURITY: clipboard-marked-secret
      await board.write([new Item({ 'text/plain': text, ...Object.fromEntries(marks) })]);
      return;
    } catch {
      writeLog('stint: the clipboard could not be marked as secret; it is cleared in 20 s all the same');
    }
  }
  // Before 44 each write replaces all formats, so text and mark cannot stand together.
  await board.writeText(text);
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
