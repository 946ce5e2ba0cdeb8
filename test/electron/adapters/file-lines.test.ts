import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileLines } from '../../../electron/adapters/file-lines.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stint-lines-'));
  file = join(folder, 'deep', 'er', 'lines.jsonl');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a file of lines', () => {
  it('reads nothing where there is no file', async () => {
    expect(await createFileLines({ file }).read()).toEqual([]);
  });

  it('reads back what was appended, in order, also what was appended at once', async () => {
    const lines = createFileLines({ file });
    await Promise.all(Array.from({ length: 100 }, (_, n) => lines.append({ n })));
    await lines.append({ n: 100 });
    expect(await createFileLines({ file }).read()).toEqual(Array.from({ length: 101 }, (_, n) => ({ n })));
  });

  it('has the line in the file when the promise resolves', async () => {
    await createFileLines({ file }).append({ n: 1 });
    expect(readFileSync(file, 'utf8')).toBe('{"n":1}\n');
  });

  it.each(['{"n":2', '{"n":2}', 'x', '{"n":"ä'])(
    'drops a torn last line (%s), and goes on after the whole ones',
    async (torn) => {
      const lines = createFileLines({ file });
      await lines.append({ n: 1 });
      writeFileSync(file, torn, { flag: 'a' });
      const next = createFileLines({ file });
      expect(await next.read()).toEqual([{ n: 1 }]);
      await next.append({ n: 3 });
      expect(await next.read()).toEqual([{ n: 1 }, { n: 3 }]);
    },
  );

  it('drops a torn line longer than it reads at once', async () => {
    const lines = createFileLines({ file });
    await lines.append({ n: 1 });
    writeFileSync(file, 'y'.repeat(200_000), { flag: 'a' });
    const next = createFileLines({ file });
    await next.append({ n: 3 });
    expect(readFileSync(file, 'utf8')).toBe('{"n":1}\n{"n":3}\n');
  });

  it('reads a damaged line in the middle as null', async () => {
    await createFileLines({ file }).append({ n: 1 });
    writeFileSync(file, '{"n":\n{"n":2}\n', { flag: 'a' });
    expect(await createFileLines({ file }).read()).toEqual([{ n: 1 }, null, { n: 2 }]);
  });

  it('loses no line that is appended around a replacing', async () => {
    const lines = createFileLines({ file });
    const before = [lines.append({ n: 1 }), lines.append({ n: 2 })];
    const replaced = lines.replace([{ n: 'both' }]);
    const after = [lines.append({ n: 3 }), lines.append({ n: 4 })];
    await Promise.all([...before, replaced, ...after]);
    expect(await lines.read()).toEqual([{ n: 'both' }, { n: 3 }, { n: 4 }]);
  });
});
