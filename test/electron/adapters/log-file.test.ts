import {
  chmodSync,
  existsSync,
  linkSync,
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
import { createLogFile } from '../../../electron/adapters/log-file.ts';

const wallAt = Date.UTC(2026, 4, 4, 9, 30);
const clock = { read: () => ({ wallAt, bootMs: 0, bootId: 'boot' }) };
let home: string;
let folder: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'stint-log-'));
  folder = join(home, 'logs');
  file = join(folder, 'stint.log');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the log of the app', () => {
  it('is made for its user alone, and keeps its lines with their time', () => {
    const log = createLogFile(folder, clock);
    log('stint: 1.0.0 started');
    log('stint: ended with 0');
    expect(readFileSync(file, 'utf8')).toBe(
      '2026-05-04T09:30:00.000Z stint: 1.0.0 started\n2026-05-04T09:30:00.000Z stint: ended with 0\n',
    );
    if (process.platform === 'win32') return;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it.skipIf(process.platform === 'win32')('does not follow a link that somebody laid in its place', () => {
    const other = join(home, 'other');
    writeFileSync(other, 'mine\n');
    createLogFile(folder, clock)('first');
    rmSync(file);
    symlinkSync(other, file);
    createLogFile(folder, clock)('second');
    expect(readFileSync(other, 'utf8')).toBe('mine\n');
  });

  it.skipIf(process.platform === 'win32')('is closed to others where it was open to them', () => {
    const log = createLogFile(folder, clock);
    log('first');
    chmodSync(file, 0o644);
    log('second');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')('adds nothing to a file that is also linked from elsewhere', () => {
    const log = createLogFile(folder, clock);
    log('first');
    linkSync(file, join(home, 'other'));
    log('second');
    expect(readFileSync(file, 'utf8')).not.toContain('second');
  });

  it('keeps the one before, and no more, when it grows large', () => {
    const log = createLogFile(folder, clock);
    log('x'.repeat(1_000_000));
    expect(existsSync(file)).toBe(false);
    log('after');
    expect(readFileSync(file, 'utf8')).toContain('after');
    expect(statSync(`${file}.old`).size).toBeGreaterThan(1_000_000);
  });

  it('holds nothing up where it cannot be written', () => {
    writeFileSync(folder, 'in the way');
    expect(() => createLogFile(folder, clock)('lost')).not.toThrow();
  });
});
