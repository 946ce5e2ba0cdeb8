// Attack: the file that holds the sign-in token can be read by other users of the computer.
// Impact: whoever reads it is this person to the broker. Mitigation: electron/adapters/file-token.ts (token-file-private) does not use such a file.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileToken } from '../../electron/adapters/file-token.ts';

describe.skipIf(process.platform === 'win32')('a token file', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'stint-token-'));
    file = path.join(folder, 'token');
    writeFileSync(file, ' a-token\n', { mode: 0o600 });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is read when it is its user’s alone', async () => {
    expect(await createFileToken({ file }).read()).toBe('a-token');
  });

  it.each([0o640, 0o604, 0o620, 0o644, 0o666])('is not read with mode %o', async (mode) => {
    chmodSync(file, mode);
    expect(await createFileToken({ file }).read()).toBeNull();
  });

  it('counts as none when it is missing, empty, too large or not named', async () => {
    expect(await createFileToken({ file: path.join(folder, 'other') }).read()).toBeNull();
    expect(await createFileToken({ file: undefined }).read()).toBeNull();
    writeFileSync(file, '\n');
    expect(await createFileToken({ file }).read()).toBeNull();
    writeFileSync(file, 'x'.repeat(8193));
    expect(await createFileToken({ file }).read()).toBeNull();
  });
});
