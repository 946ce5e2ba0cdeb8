/** What makes a file below the home ours alone: for all that is opened to be read, written or added to. */
import { constants, type Stats } from 'node:fs';

/** Opens no symbolic link. Absent on Windows, where making one needs a privilege. */
export const NO_FOLLOW = (constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;

/** Throws for what somebody else made or reaches by another name. Answers whether others may read it, which its opener must end. */
export function isOpenToOthers(stats: Stats, file: string): boolean {
  if (!stats.isFile()) throw new Error(`${file} is not a plain file.`);
  if (process.getuid === undefined) return false;
  if (stats.uid !== process.getuid()) throw new Error(`${file} belongs to somebody else.`);
  if (stats.nlink !== 1) throw new Error(`${file} is also linked from elsewhere.`);
  return (stats.mode & 0o077) !== 0;
}
