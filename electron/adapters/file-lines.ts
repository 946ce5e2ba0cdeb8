/**
 * A file of JSON lines that survives a crash. An appended line is on disk when its promise resolves; lines appended meanwhile share one fsync.
 * It never follows a symbolic link, never uses a file of another owner, and never writes one that others can read.
 */
import { constants } from 'node:fs';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Lines } from '../ports/lines.ts';
import { isOpenToOthers, NO_FOLLOW } from './own-file.ts';

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

const NEW_LINE = 0x0a;

export function createFileLines({ file }: { readonly file: string }): Lines {
  /** One thing at a time on the file. */
  let tail: Promise<unknown> = Promise.resolve();
  /** Lines that will share the next fsync; `null` where the next line begins a new one. */
  let batch: Waiting[] | null = null;
  /** Whether the file is known to end with a whole line; not after a failed or foreign write. */
  let isWhole = false;

  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const turn = tail.then(run);
    tail = turn.catch(() => undefined);
    return turn;
  };

  const append = async (text: string): Promise<void> => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const { O_CREAT, O_RDWR } = constants;
    await withFile(file, O_RDWR | O_CREAT, async (handle) => {
      const { size } = await handle.stat();
      const keep = isWhole ? size : await wholeLength(handle, size);
      isWhole = false;
      if (keep < size) await handle.truncate(keep);
      const bytes = Buffer.from(text);
      let written = 0;
      while (written < bytes.length) {
        written += (await handle.write(bytes, written, bytes.length - written, keep + written)).bytesWritten;
      }
      await handle.sync();
      if (size === 0) await syncFolder(dirname(file));
    });
    isWhole = true;
  };

  const appendAll = async (lines: readonly Waiting[]): Promise<void> => {
    try {
      await append(lines.map(({ text }) => text).join(''));
      for (const { resolve } of lines) resolve();
    } catch (cause) {
      for (const { reject } of lines) reject(cause);
    }
  };

  return {
    read: () =>
      inTurn(async () => {
        try {
          const text = await withFile(file, constants.O_RDONLY, (handle) => handle.readFile('utf8'));
          // What stands behind the last line break was torn by a crash and never counted as written.
          return text.split('\n').slice(0, -1).map(parse);
        } catch (cause) {
          if (isAbsent(cause)) return [];
          throw cause;
        }
      }),
    append: (line) =>
      new Promise((resolve, reject) => {
        const waiting: Waiting = { text: `${JSON.stringify(line)}\n`, resolve, reject };
        if (batch !== null) {
          batch.push(waiting);
          return;
        }
        const lines = (batch = [waiting]);
        void inTurn(async () => {
          if (batch === lines) batch = null;
          await appendAll(lines);
        });
      }),
    replace: (lines) => {
      // A line appended from here on must come after, not into a batch that is written before and then replaced.
      batch = null;
      return inTurn(async () => {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        const temporary = `${file}.new`;
        await rm(temporary, { force: true });
        const { O_CREAT, O_EXCL, O_WRONLY } = constants;
        await withFile(temporary, O_WRONLY | O_CREAT | O_EXCL, async (handle) => {
          await handle.writeFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
          await handle.sync();
        });
        await rename(temporary, file);
        await syncFolder(dirname(file));
        isWhole = true;
      });
    },
  };
}

/** Opens the file, refuses what is not ours, and closes it again. */
async function withFile<T>(file: string, flags: number, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  // SECURITY: journal-own-file
  const handle = await open(file, flags | NO_FOLLOW, 0o600);
  try {
    if (isOpenToOthers(await handle.stat(), file)) await handle.chmod(0o600);
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** The length up to and with the last line break. */
async function wholeLength(handle: FileHandle, size: number): Promise<number> {
  const chunk = Buffer.alloc(65_536);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - chunk.length);
    await handle.read(chunk, 0, end - start, start);
    const found = chunk.subarray(0, end - start).lastIndexOf(NEW_LINE);
    if (found >= 0) return start + found + 1;
    end = start;
  }
  return 0;
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; NTFS writes the rename to its own journal.
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A damaged line reads as `null`: whoever knows what lines mean decides what a missing one means. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isAbsent(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
