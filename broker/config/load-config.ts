/** Reads a stint.yaml, or writes the shipped one where there is none yet. It never changes a file that is there. */
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseConfig, type ConfigResult } from './parse-config.ts';

/** 20,000 profiles take about 8 MB. */
const LARGEST = 32 * 1024 * 1024;
const SHIPPED = join(import.meta.dirname, 'stint.default.yaml');

/**
 * First run: the shipped configuration, for the owner's eyes. `writeWhole` writes all or nothing: half a configuration would be taken for
 * the operator's own for ever.
 */
export function writeDefaultConfig(file: string, writeWhole: (file: string, text: string) => void): void {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeWhole(file, readFileSync(SHIPPED, 'utf8'));
}

export function loadConfig(file: string): ConfigResult {
  const cannot = (sentence: string): ConfigResult => ({
    ok: false,
    errors: [{ file, line: 1, column: 1, path: '', sentence }],
  });
  let text: string;
  try {
    if (statSync(file).size > LARGEST) return cannot('This file is larger than 32 MB.');
    text = readFileSync(file, 'utf8');
  } catch {
    return cannot('This file cannot be read.');
  }
  try {
    return parseConfig(text, file);
  } catch (error) {
    // The stack ran out.
    if (!(error instanceof RangeError)) throw error;
    return cannot('This is nested too deeply to be read.');
  }
}
