/**
 * The app's own log, below its home: when it started and ended, and bugs by their reference. Whoever reports one can open it from Settings.
 * A log that cannot be written keeps nothing back: the line has been said on standard error.
 */
import { closeSync, constants, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../ports/clock.ts';

/** In bytes. A larger one becomes the one before, `stint.log.old`. */
const LARGEST_LOG = 1_000_000;
/** Absent on Windows. */
const NO_FOLLOW = (constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;

/** `folder` is made where it is missing, for its user alone. */
export function createLogFile(folder: string, clock: Pick<Clock, 'read'>): (line: string) => void {
  const file = join(folder, 'stint.log');
  return (line) => {
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const size = append(file, `${new Date(clock.read().wallAt).toISOString()} ${line}\n`);
      if (size > LARGEST_LOG) renameSync(file, `${file}.old`);
    } catch {
      // A full disk, or a folder in the way.
    }
  };
}

/** Answers the size in bytes. */
function append(file: string, text: string): number {
  const { O_APPEND, O_CREAT, O_WRONLY } = constants;
  // SECURITY: log-own-file
  const handle = openSync(file, O_APPEND | O_CREAT | O_WRONLY | NO_FOLLOW, 0o600);
  try {
    if (!fstatSync(handle).isFile()) return 0;
    writeSync(handle, text);
    return fstatSync(handle).size;
  } finally {
    closeSync(handle);
  }
}
