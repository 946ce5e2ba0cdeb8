/**
 * The real clipboard for secrets: marked so that clipboard histories and clouds leave them out. Whose it is and when it is cleared is decided in
 * hardening/own-clipboard.ts. It keeps no copy of what it puts there.
 */
import { clipboard, ClipboardItem } from 'electron';
import { secretMarks } from '../hardening/clipboard-marks.ts';
import { createOwnClipboard } from '../hardening/own-clipboard.ts';
import type { SecretClipboard } from '../ports/desktop.ts';

/** Electron 44 and newer. */
interface NewClipboard {
  readText(): Promise<string>;
  write(items: readonly unknown[]): Promise<void>;
  writeText(text: string): Promise<void>;
  clear(): Promise<void> | undefined;
}
type MakeItem = new (parts: Record<string, string | Blob>) => unknown;

export interface ElectronClipboardDeps {
  readonly platform: NodeJS.Platform;
  readonly writeLog: (line: string) => void;
}

export function createElectronClipboard(deps: ElectronClipboardDeps): SecretClipboard {
  // The two generations differ in whether they answer promises; awaiting both is right for both.
  const board = clipboard as unknown as NewClipboard;
  return createOwnClipboard({
    readText: async () => board.readText(),
    writeMarked: (text) => writeMarked(text, board, deps),
    clear: async () => board.clear(),
  });
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
