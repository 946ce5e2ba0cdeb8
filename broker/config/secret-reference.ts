/**
 * Reads a secret from where stint.yaml says it is: `file:` (0600, ours) or `env:`. The secret goes to whoever needs it and
 * into no error, log or other file.
 */
import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';

export type SecretResult =
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly sentence: string };

/** `beside`: the configuration file; relative paths count from its folder. */
export function readSecret(reference: string, beside: string): SecretResult {
  if (reference.startsWith('env:')) {
    const name = reference.slice('env:'.length);
    const value = process.env[name];
    return value === undefined || value === ''
      ? { ok: false, sentence: `The environment variable ${name} is not set.` }
      : { ok: true, value };
  }
  const path = reference.slice('file:'.length);
  const file = isAbsolute(path) ? path : resolve(dirname(beside), path);
  try {
    const { mode } = statSync(file);
    // SECURITY: broker-secret-files-closed
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return {
        ok: false,
        sentence: `Others may read ${file} (mode ${(mode & 0o777).toString(8)}). Run: chmod 600 ${file}`,
      };
    }
    return { ok: true, value: readFileSync(file, 'utf8').trimEnd() };
  } catch {
    return { ok: false, sentence: `The file ${file} cannot be read.` };
  }
}
