// Looks for a secret where none may be: in every file of some folders, in logs, and in the keychain.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Each spelling a careless program would leave: as is, base64, hex, UTF-16 and percent-encoded. */
function spellings(secret: string): readonly Buffer[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    bytes,
    Buffer.from(bytes.toString('base64').replace(/=+$/u, '')),
    Buffer.from(bytes.toString('hex')),
    Buffer.from(secret, 'utf16le'),
    Buffer.from(encodeURIComponent(secret)),
  ];
}

/** The names of the texts and files that hold the secret; PostgreSQL's own data folders hold verifiers only and are searched too. */
export function findSecret(
  secret: string,
  folders: readonly string[],
  texts: Readonly<Record<string, string>>,
): readonly string[] {
  if (secret.length < 16) throw new Error('A canary this short would be found everywhere.');
  const wanted = spellings(secret);
  const found = Object.entries(texts)
    .filter(([, text]) => wanted.some((spelling) => Buffer.from(text).includes(spelling)))
    .map(([name]) => name);
  for (const folder of folders) {
    for (const file of filesBelow(folder)) {
      const content = readFileSync(file);
      if (wanted.some((spelling) => content.includes(spelling))) found.push(file);
    }
  }
  return found;
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(place);
    else if (entry.isFile() && statSync(place).size > 0) yield place;
  }
}
