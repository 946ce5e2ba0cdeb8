/**
 * A keychain for secrets of any size: up to 2,560 bytes (the Windows limit) they are items; larger ones become an AES-256-GCM file whose key is
 * the item, so that deleting one item is always the wipe. The file alone is worth nothing, and no key is ever on disk.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Keychain, KeychainResult } from '../ports/keychain.ts';

/** CRED_MAX_CREDENTIAL_BLOB_SIZE, https://learn.microsoft.com/windows/win32/api/wincred/ns-wincred-credentialw */
const LARGEST_ITEM_BYTES = 2560;
const MARK = Buffer.from('stint-file-1:');
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface LargeSecretsDeps {
  readonly keychain: Keychain;
  /** Where the encrypted files stand; made with mode 0700 when first needed. */
  readonly folder: string;
}

export function createLargeSecrets({ keychain, folder }: LargeSecretsDeps): Keychain {
  const toFile = (service: string, account: string): string =>
    join(folder, `${createHash('sha256').update(`${service}\0${account}`).digest('hex')}.sealed`);

  const writeLarge = async (
    service: string,
    account: string,
    secret: Uint8Array,
  ): Promise<KeychainResult<null>> => {
    const item = Buffer.concat([MARK, randomBytes(KEY_BYTES)]);
    try {
      await saveFile(folder, toFile(service, account), encrypt(item.subarray(MARK.length), secret));
      return await keychain.write(service, account, item);
    } catch (cause) {
      return { ok: false, error: { kind: 'failing', cause } };
    } finally {
      item.fill(0);
    }
  };

  return {
    ...keychain,
    write: (service, account, secret) =>
      // What looks like a key must not be taken for one.
      secret.length <= LARGEST_ITEM_BYTES && !isKey(secret)
        ? keychain.write(service, account, secret)
        : writeLarge(service, account, secret),
    read: async (service, account) => {
      const item = await keychain.read(service, account);
      if (!item.ok || item.value === null || !isKey(item.value)) return item;
      try {
        return {
          ok: true,
          value: decrypt(item.value.subarray(MARK.length), await readFile(toFile(service, account))),
        };
      } catch (cause) {
        return { ok: false, error: { kind: 'failing', cause } };
      } finally {
        item.value.fill(0);
      }
    },
    delete: async (service, account) => {
      // SECURITY: wipe-is-one-item
      const deleted = await keychain.delete(service, account);
      if (deleted.ok) await rm(toFile(service, account), { force: true }).catch(() => undefined);
      return deleted;
    },
  };
}

function isKey(item: Uint8Array): boolean {
  return item.length === MARK.length + KEY_BYTES && MARK.equals(item.subarray(0, MARK.length));
}

function encrypt(key: Uint8Array, secret: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function decrypt(key: Uint8Array, file: Buffer): Buffer {
  const nonce = file.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(file.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const head = decipher.update(file.subarray(NONCE_BYTES + TAG_BYTES));
  decipher.final();
  return head;
}

async function saveFile(folder: string, file: string, bytes: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${file}.new`;
  await rm(temporary, { force: true });
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

async function readFile(file: string): Promise<Buffer> {
  // Windows has no such flag, whatever the types say.
  const noFollow = (constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;
  const handle = await open(file, constants.O_RDONLY | noFollow);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
