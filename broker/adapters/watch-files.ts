/**
 * Tells when these files have come to rest: two looks in a row found the same, and another than was told before. It looks every two seconds and
 * reads nothing.
 */
import { stat } from 'node:fs/promises';
import type { Clock } from '../ports/clock.ts';

const EVERY_MS = 2000;

/** The first rest is told as well: what was read before the first look may have been another. Answers its undo. */
export function watchFiles(files: readonly string[], clock: Clock, atRest: () => void): () => void {
  let told = '';
  let latest = '';
  let stopped = false;
  let forget = (): void => undefined;

  async function look(): Promise<void> {
    const found = (await Promise.all(files.map(stateOf))).join('\n');
    if (stopped) return;
    forget = clock.at(clock.now() + EVERY_MS, () => void look());
    const isAtRest = found === latest;
    latest = found;
    if (!isAtRest || found === told) return;
    told = found;
    atRest();
  }

  void look();
  return () => {
    stopped = true;
    forget();
  };
}

/** Looking at the file itself, not at its folder's messages, also sees a replaced link and a network's file system. */
async function stateOf(file: string): Promise<string> {
  try {
    const { dev, ino, mode, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [dev, ino, mode, size, mtimeNs, ctimeNs].join(' ');
  } catch {
    return 'not there';
  }
}
