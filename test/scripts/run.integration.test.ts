// The door to all commands, as a person meets it: what it says when it cannot do what was asked.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BROKER_FLAGS } from '../../scripts/broker-flags.mjs';

const script = path.join(import.meta.dirname, '../../scripts/run.mjs');

function run(...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

describe('scripts/run.mjs', () => {
  it('names the commands when it knows none by that name', () => {
    expect(run('elevate')).toEqual({
      status: 1,
      said: expect.stringMatching(/no command "elevate".*start, test,.*dist/) as string,
    });
    expect(run().said).toContain('No command given');
    expect(run('toString').status).toBe(1);
  });

  it('starts the broker with the flags of Node that keep it small', () => {
    // Told by whatever Node is started, the last of them the broker.
    const tell = 'data:text/javascript,console.error(JSON.stringify(process.execArgv))';
    const { stderr } = spawnSync(process.execPath, [script, 'broker', '--help'], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: `--import=${tell}` },
    });
    const told = stderr.split('\n').filter((line) => line.startsWith('['));
    expect(told.at(-1)).toBe(JSON.stringify(BROKER_FLAGS));
  });

  it('passes arguments on, and ends with the exit code of the command, without a word of its own', () => {
    expect(run('check', 'nonsense')).toEqual({
      status: 2,
      said: expect.stringMatching(/^There is no check "nonsense"/) as string,
    });
  });
});
