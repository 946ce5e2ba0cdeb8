// What `npm start` may be told on its command line. Pure.
import { parseArgs } from 'node:util';
import { CommandError } from './words.ts';

export interface StartOptions {
  /** The local account to sign in as; undefined is the first person's own app. */
  readonly account: string | undefined;
}

export const ownAccount = 'engineer';

export function readOptions(args: readonly string[]): StartOptions {
  let as: string | undefined;
  try {
    as = parseArgs({ args: [...args], options: { as: { type: 'string' } } }).values.as;
  } catch {
    throw new CommandError(
      '`npm start` takes one option: `npm start -- --as <account>`, for example `--as reviewer`.',
    );
  }
  // The name becomes part of a folder's name and of a file's.
  if (as !== undefined && !/^[a-z][a-z0-9-]{0,31}$/.test(as)) {
    throw new CommandError(`"${as}" is not the name of a local account: small letters, digits and hyphens.`);
  }
  return { account: as === ownAccount ? undefined : as };
}
