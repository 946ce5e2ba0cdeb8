import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileWhole } from '../../../broker/write-file-whole.ts';
import { loadConfig, writeDefaultConfig } from '../../../broker/config/load-config.ts';
import { SHIPPED } from '../test-broker.ts';

describe('the file of the configuration', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'stint-yaml-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const said = (text: string | Buffer): string[] => {
    const file = join(folder, 'stint.yaml');
    writeFileSync(file, text);
    const result = loadConfig(file);
    return result.ok ? [] : result.errors.map(({ sentence }) => sentence);
  };

  it('that is nested without end, too large, empty, no list of keys, or not there is refused with a sentence', () => {
    expect(said('['.repeat(20_000) + ']'.repeat(20_000))[0]).toBe('This is nested too deeply to be read.');
    expect(said(Buffer.alloc(33 * 1024 * 1024, '#'))).toEqual(['This file is larger than 32 MB.']);
    expect(said('')).toEqual(Array(2).fill('This key is missing; it must be a list.'));
    expect(said('- a')).toEqual(['This must be a list of keys.']);
    expect(said('__proto__: { a: 1 }\ntargets: []\nprofiles: []')[0]).toContain(
      'Unknown key. Allowed here: listen,',
    );
    expect(loadConfig(join(folder, 'none.yaml'))).toMatchObject({
      errors: [{ sentence: 'This file cannot be read.' }],
    });
  });

  it('is written whole on the first run, and never again', () => {
    const file = join(folder, 'broker', 'stint.yaml');
    writeDefaultConfig(file, writeFileWhole);
    expect(readFileSync(file, 'utf8')).toBe(SHIPPED);
    expect(readdirSync(join(folder, 'broker'))).toEqual(['stint.yaml']);
    writeFileSync(file, 'mine');
    writeDefaultConfig(file, writeFileWhole);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});
