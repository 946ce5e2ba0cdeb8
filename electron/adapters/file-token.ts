/**
 * The token that a file named at start holds (STINT_TOKEN_FILE). It is read anew each time and kept nowhere.
 */
import { constants, type FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { TokenAtHand } from '../ports/sign-in.ts';

const LARGEST_BYTES = 8192;
/** Group and others may do nothing. Windows has no such bits; there the folder's rights count. */
const FOR_OTHERS = 0o077;

export function createFileToken({ file }: { readonly file: string | undefined }): TokenAtHand {
  return {
    read: async () => {
      if (file === undefined || file === '') return null;
      let handle: FileHandle | undefined;
      try {
        handle = await open(file, constants.O_RDONLY);
        const { mode, size } = await handle.stat();
        // SECURITY: token-file-private
        if (process.platform !== 'win32' && (mode & FOR_OTHERS) !== 0) return null;
        if (size > LARGEST_BYTES) return null;
        const token = (await handle.readFile('utf8')).trim();
        return token === '' ? null : token;
      } catch {
        return null;
      } finally {
        await handle?.close();
      }
    },
  };
}
