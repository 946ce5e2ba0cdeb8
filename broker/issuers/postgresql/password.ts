/** A new password: 32 random bytes as base64url, made as bytes so that it can be zeroed. It is never a string. */
import { randomFillSync } from 'node:crypto';

const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
const LENGTH = 43;

/** 43 letters of 6 bits each: 258 random bits. 256 is a multiple of 64, so that every letter is as likely as any other. */
export function makePassword(): Buffer {
  const password = randomFillSync(Buffer.alloc(LENGTH));
  for (let at = 0; at < LENGTH; at += 1) password[at] = ALPHABET[(password[at] ?? 0) & 63] ?? 0;
  return password;
}
