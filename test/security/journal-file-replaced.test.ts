/**
 * Attack: somebody who can write to the home puts a link, a shared file or a folder where the journal goes.
 * Impact: custody would write into a file of the attacker's choice, or read a journal that says that nothing is held.
 * Mitigation: links are not followed, files of another owner or with a second name are refused, and what is written is for the owner only.
 */
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileLines } from '../../electron/adapters/file-lines.ts';
import { makeCustody, makeIntake, makeSecret } from '../electron/custody/make-custody.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stint-journal-'));
  file = join(folder, 'custody.jsonl');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const traps: readonly (readonly [string, (target: string) => void])[] = [
  [
    'a symbolic link',
    (target) => {
      symlinkSync(target, file);
    },
  ],
  [
    'a dangling link',
    () => {
      symlinkSync(join(folder, 'nowhere'), file);
    },
  ],
  [
    'a file with a second name',
    (target) => {
      linkSync(target, file);
    },
  ],
  [
    'a folder',
    () => {
      mkdirSync(file);
    },
  ],
];

describe('a journal that was replaced', () => {
  it.each(traps)('by %s is neither read nor written, and nothing is taken', async (_name, trap) => {
    const target = join(folder, 'target');
    writeFileSync(target, '');
    trap(target);
    const lines = createFileLines({ file });
    await expect(lines.append({ n: 1 })).rejects.toThrow();
    const custody = makeCustody();
    const { custodian, clock, keychain } = makeCustody({ lines: { ...custody.lines, ...lines } });
    const taken = await custodian.take(makeIntake(clock), makeSecret());
    expect(taken).toMatchObject({ ok: false, error: { kind: 'disk' } });
    expect(keychain.calls).toEqual([]);
  });

  it.skipIf(process.getuid?.() !== 0)('by a file of another owner is refused', async () => {
    writeFileSync(file, '');
    chownSync(file, 12345, 12345);
    await expect(createFileLines({ file }).append({ n: 1 })).rejects.toThrow('somebody else');
    await expect(createFileLines({ file }).read()).rejects.toThrow('somebody else');
  });

  it('is replaced through a link of its temporary name without touching what the link names', async () => {
    const target = join(folder, 'target');
    writeFileSync(target, 'precious');
    symlinkSync(target, `${file}.new`);
    await createFileLines({ file }).replace([{ n: 1 }]);
    expect(readFileSync(target, 'utf8')).toBe('precious');
    expect(readFileSync(file, 'utf8')).toBe('{"n":1}\n');
  });

  it('is made for the owner only, and made so again', async () => {
    await createFileLines({ file }).append({ n: 1 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o644);
    await createFileLines({ file }).append({ n: 2 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
