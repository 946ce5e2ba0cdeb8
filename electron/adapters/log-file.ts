/**
 * The app's own log, below its home: when it started and ended, and bugs by their reference. Whoever reports one can open it from Settings.
 * A log that cannot be written keeps nothing back: the line has been said on standard error.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { isOpenToOthers, NO_FOLLOW } from './own-file.ts';

/** In bytes. A larger one becomes the one before, `stint.log.old`. */
const LARGEST_LOG = 1_000_000;

/** `folder` is made where it is missing, for its user alone. */
export function createLogFile(folder: string, clock: Pick<Clock, 'read'>): (line: string) => void {
  const file = join(folder, 'stint.log');
  return (line) => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const size = append(file, `${new Date(clock.read().wallAt).toISOString()} ${line}\n`);
      if (size > LARGEST_LOG) renameSync(file, `${file}.old`);
    } catch {
      // A full disk, a folder in the way, a file that is not ours.
    }
  };
}

/** Answers the size in bytes. */
function append(file: string, text: string): number {
  const { O_APPEND, O_CREAT, O_WRONLY } = constants;
  // SECURITY: log-own-file
  const handle = openSync(file, O_APPEND | O_CREAT | O_WRONLY | NO_FOLLOW, 0o600);
  try {
    if (isOpenToOthers(fstatSync(handle), file)) fchmodSync(handle, 0o600);
    writeSync(handle, text);
    return fstatSync(handle).size;
  } finally {
    closeSync(handle);
  }
}
