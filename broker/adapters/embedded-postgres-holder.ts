/** Sees to it that one broker at a time uses an embedded server. It trusts no file of a process that is gone. */
import { linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { nameOf } from './processes.ts';
import { writeFileWhole } from '../write-file-whole.ts';

/** Each attempt takes away at most one file of a process that is gone. */
const MOST_TRIES = 10;

/** Answers its undo. */
export function holdPlace(folder: string): () => void {
  const file = join(folder, 'held-by');
  const mine = `${file}.${process.pid}`;
  writeFileWhole(mine, nameOf(process.pid) ?? String(process.pid));
  try {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      if (linkOnce(mine, file)) return () => rmSync(file, { force: true });
      const pid = findHolder(folder);
      if (pid !== null) {
        throw new EmbeddedPostgresError(
          `Another broker (process ${pid}) already uses the database in ${folder}. Stop it first, or set another STINT_HOME.`,
        );
      }
      dropStale(file);
    }
    throw new EmbeddedPostgresError(`The database in ${folder} is being taken by several brokers at once.`);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** The process that uses the server in the folder, if it runs. */
export function findHolder(folder: string): number | null {
  return readHolder(join(folder, 'held-by'));
}

function readHolder(file: string): number | null {
  let held: string;
  try {
    held = readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
  const pid = Number(held.split('@')[0]);
  return held !== '' && nameOf(pid) === held ? pid : null;
}

/** By renaming it first: whoever took the place since it was looked at gets it back. */
function dropStale(file: string): void {
  const stale = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, stale);
    if (readHolder(stale) !== null) linkOnce(stale, file);
  } catch {
    // Another broker was quicker.
  }
  rmSync(stale, { force: true });
}

/** A second name for a file that is whole: of several brokers one succeeds. */
function linkOnce(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
