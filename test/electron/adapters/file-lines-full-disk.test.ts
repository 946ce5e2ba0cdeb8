// A disk that fills up in the middle of a line: the line does not count, and the next one is not glued to what is left of it.
import type { FileHandle } from 'node:fs/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const disk = vi.hoisted(() => ({ isFull: false }));
vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original();
  const open: typeof real.open = async (...args) => {
    const handle = await real.open(...args);
    if (!disk.isFull) return handle;
    const write = async (bytes: Uint8Array, from: number, length: number, at: number): Promise<never> => {
      await real.open(args[0], 'r+').then(async (half: FileHandle) => {
        await half.write(bytes, from, Math.floor(length / 2), at);
        await half.close();
      });
      throw Object.assign(new Error('No space left on device'), { code: 'ENOSPC' });
    };
    return new Proxy(handle, {
      get: (target, name) => {
        if (name === 'write') return write;
        const value: unknown = Reflect.get(target, name, target);
        // The methods of a handle know their handle by `this`.
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  };
  return { ...real, open };
});

// Test files share their modules: another one may have loaded it with the real disk already.
vi.resetModules();
const { createFileLines } = await import('../../../electron/adapters/file-lines.ts');

describe('a file of lines on a disk that fills up', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stint-lines-'));
  });
  afterEach(() => {
    disk.isFull = false;
    rmSync(folder, { recursive: true });
  });

  it('refuses the line, and takes the next one whole once there is room', async () => {
    const lines = createFileLines({ file: join(folder, 'custody.jsonl') });
    await lines.append({ n: 1 });
    disk.isFull = true;
    await expect(lines.append({ n: 2, words: 'x'.repeat(100) })).rejects.toThrow('No space');
    expect(await lines.read()).toEqual([{ n: 1 }]);
    disk.isFull = false;
    await lines.append({ n: 3 });
    expect(await lines.read()).toEqual([{ n: 1 }, { n: 3 }]);
  });
});
