// What `npm start` may be told on its command line. Pure.
import { parseArgs } from 'node:util';
import { CommandError } from './words.ts';

export interface StartOptions {
  /** The local account to sign in as. */
  readonly account: string;
}

export const ownAccount = 'engineer';

export function readOptions(args: readonly string[]): StartOptions {
  let as: string;
  try {
    as = parseArgs({ args: [...args], options: { as: { type: 'string', default: ownAccount } } }).values.as;
  } catch {
    throw new CommandError(
      '`npm start` takes one option: `npm start -- --as <account>`, for example `--as reviewer`.',
    );
  }
  // The name becomes part of a folder's name and of a file's.
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(as)) {
    throw new CommandError(`"${as}" is not the name of a local account: small letters, digits and hyphens.`);
  }
  return { account: as };
}
