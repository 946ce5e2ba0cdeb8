// Two set-ups of one folder at once: one works, the other waits; a dead one's lock holds nobody up.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const scripts = path.join(import.meta.dirname, '../../../scripts');

describe('the set-up’s lock', () => {
  let folder: string;

  /** A worker that notes when it comes and goes, a few times over. */
  const run = (name = 'set-up'): Promise<{ failed: boolean; said: string }> =>
    new Promise((resolve) => {
      const program = `
        const { exclusively } = await import(${JSON.stringify(path.join(folder, 'scripts/set-up/step.mjs'))});
        const { rmdirSync, mkdirSync } = await import('node:fs');
        const { setTimeout: pause } = await import('node:timers/promises');
        for (let turn = 0; turn < 5; turn += 1) {
          await exclusively(async () => {
            mkdirSync(${JSON.stringify(path.join(folder, 'inside'))});
            await pause(20);
            rmdirSync(${JSON.stringify(path.join(folder, 'inside'))});
          }, ${JSON.stringify(name)});
        }
      `;
      execFile(process.execPath, ['--input-type=module', '-e', program], (error, _, said) => {
        resolve({ failed: error !== null, said });
      });
    });

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'stint-set-up-'));
    cpSync(path.join(scripts, 'set-up'), path.join(folder, 'scripts', 'set-up'), { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('lets one in at a time, and leaves no lock', async () => {
    const answers = await Promise.all([run(), run(), run()]);
    expect(answers.map(({ failed, said }) => (failed ? said : 'done'))).toEqual(['done', 'done', 'done']);
    expect(existsSync(path.join(folder, '.cache/set-up.lock'))).toBe(false);
  });

  it('of another name lets in nobody else of that name, and waits for no set-up', async () => {
    mkdirSync(path.join(folder, '.cache'));
    const living = path.join(folder, '.cache/set-up.lock');
    writeFileSync(living, String(process.pid));
    const answers = await Promise.all([run('packaging'), run('packaging'), run('packaging')]);
    expect(answers.map(({ failed, said }) => (failed ? said : 'done'))).toEqual(['done', 'done', 'done']);
    expect(readdirSync(path.join(folder, '.cache'))).toEqual(['set-up.lock']);
  });

  it.each([
    // No process has this number: it is above what Linux gives.
    ['one that died', '4194305@1'],
    ['one whose number is another’s since the machine was restarted', `${String(process.pid)}@1`],
    ['one that died before it could write its name', ''],
  ])('takes over from %s, one at a time', async (_, owner) => {
    mkdirSync(path.join(folder, '.cache'));
    writeFileSync(path.join(folder, '.cache/set-up.lock'), owner);
    const answers = await Promise.all([run(), run(), run()]);
    expect(answers.map(({ failed, said }) => (failed ? said : 'done'))).toEqual(['done', 'done', 'done']);
    expect(readdirSync(path.join(folder, '.cache'))).toEqual([]);
  });
});
