/** Reads a stint.yaml, or writes the shipped one where there is none yet. It never changes a file that is there. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseConfig, type ConfigResult } from './parse-config.ts';

const SHIPPED = join(import.meta.dirname, 'stint.default.yaml');

/** First run: the shipped configuration, for the owner's eyes. */
export function writeDefaultConfig(file: string): void {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, readFileSync(SHIPPED, 'utf8'), { mode: 0o600, flag: 'wx' });
}

export function loadConfig(file: string): ConfigResult {
  try {
    return parseConfig(readFileSync(file, 'utf8'), file);
  } catch {
    return {
      ok: false,
      errors: [{ file, line: 1, column: 1, path: '', sentence: 'This file cannot be read.' }],
    };
  }
}
