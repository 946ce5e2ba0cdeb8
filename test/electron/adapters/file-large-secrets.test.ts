import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLargeSecrets } from '../../../electron/adapters/file-large-secrets.ts';
import type { Keychain } from '../../../electron/ports/keychain.ts';
import { createFakeKeychain, type FakeKeychain } from '../../fakes/fake-keychain.ts';

let folder: string;
let inner: FakeKeychain;
let keychain: Keychain;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'stint-large-')), 'sealed');
  inner = createFakeKeychain();
  keychain = createLargeSecrets({ keychain: inner, folder });
});
afterEach(() => {
  rmSync(join(folder, '..'), { recursive: true });
});
const files = (): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

describe('secrets of any size', () => {
  it.each([1, 2560])('are items at %i bytes', async (size) => {
    const secret = randomBytes(size);
    await keychain.write('Stint', 'a', secret);
    expect(inner.items('Stint').get('a')).toEqual(secret);
    expect(files()).toEqual([]);
    expect(await keychain.read('Stint', 'a')).toEqual({ ok: true, value: secret });
  });

  it.each([2561, 100_000])('are a file whose key is the item at %i bytes', async (size) => {
    const secret = randomBytes(size);
    await keychain.write('Stint', 'a', secret);
    expect(inner.items('Stint').get('a')?.length).toBeLessThan(64);
    expect(files()).toHaveLength(1);
    const file = join(folder, files()[0]!);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file).includes(secret.subarray(100, 132))).toBe(false);
    expect(await keychain.read('Stint', 'a')).toEqual({ ok: true, value: secret });
    expect(inner.lent.every((item) => item.every((byte) => byte === 0))).toBe(true);
    expect(await keychain.delete('Stint', 'a')).toEqual({ ok: true, value: true });
    expect(files()).toEqual([]);
    expect(await keychain.read('Stint', 'a')).toEqual({ ok: true, value: null });
  });

  it('are gone with their item, though the file is still there', async () => {
    await keychain.write('Stint', 'a', randomBytes(5000));
    await inner.delete('Stint', 'a');
    expect(files()).toHaveLength(1);
    expect(await keychain.read('Stint', 'a')).toEqual({ ok: true, value: null });
  });

  it('are refused when their file was changed', async () => {
    await keychain.write('Stint', 'a', randomBytes(5000));
    const file = join(folder, files()[0]!);
    const bytes = readFileSync(file);
    bytes[40] = bytes[40]! ^ 1;
    writeFileSync(file, bytes);
    expect(await keychain.read('Stint', 'a')).toMatchObject({ ok: false, error: { kind: 'failing' } });
  });

  it('that look like a key are never taken for one', async () => {
    const secret = Buffer.concat([Buffer.from('stint-file-1:'), randomBytes(32)]);
    await keychain.write('Stint', 'a', secret);
    expect(await keychain.read('Stint', 'a')).toEqual({ ok: true, value: secret });
  });

  it('are not left as a file when the keychain refuses to delete: the item still opens it', async () => {
    await keychain.write('Stint', 'a', randomBytes(5000));
    inner.refuse({ kind: 'locked' });
    expect(await keychain.delete('Stint', 'a')).toEqual({ ok: false, error: { kind: 'locked' } });
    expect(files()).toHaveLength(1);
  });
});
