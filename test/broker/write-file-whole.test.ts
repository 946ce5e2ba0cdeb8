import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileWhole } from '../../broker/write-file-whole.ts';

describe('a file that is written whole', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'stint-whole-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is not written through a link that somebody laid in its way', () => {
    const file = join(folder, 'list');
    const elsewhere = join(folder, 'elsewhere');
    symlinkSync(elsewhere, `${file}.${process.pid}.new`);
    writeFileWhole(file, 'text');
    expect(existsSync(elsewhere)).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe('text');
  });

  it('has the mode asked for, whatever the umask', () => {
    const file = join(folder, 'list');
    const module = join(import.meta.dirname, '../../broker/write-file-whole.ts');
    const script = `process.umask(0o077); (await import(${JSON.stringify(module)})).writeFileWhole(${JSON.stringify(file)}, '', 0o644)`;
    spawnSync(process.execPath, ['--input-type=module', '-e', script]);
    expect(statSync(file).mode & 0o777).toBe(0o644);
  });
});
