import { describe, expect, it } from 'vitest';
import type { Confirmation } from '../../electron/ports/desktop.ts';
import { createQuit } from '../../electron/quit.ts';
import type { LiveGrant } from '../../shared/snapshot.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { makeActive, makeSnapshot } from './make-snapshot.ts';

const MINUTE_MS = 60_000;

function makeQuit(live: readonly LiveGrant[] = [], answer = false) {
  const done: string[] = [];
  const asked: Confirmation[] = [];
  const clock = createFakeClock();
  let finish: (error?: Error) => void = () => undefined;
  const wiped = new Promise<void>((resolve, reject) => {
    finish = (error) => {
      if (error === undefined) resolve();
      else reject(error);
    };
  });
  const quit = createQuit({
    core: {
      snapshot: () => makeSnapshot({ live }),
      quit: (source) => {
        done.push(`wipe for ${source}`);
        return wiped;
      },
    },
    dialogs: {
      confirm: async (confirmation) => {
        asked.push(confirmation);
        return answer;
      },
    },
    clock,
    undos: [
      () => done.push('undo first'),
      () => {
        throw new Error('an undo that fails');
      },
      () => done.push('undo last'),
    ],
    exit: (code) => done.push(`exit ${code}`),
  });
  return { quit, done, asked, clock, finish };
}

describe('quitting', () => {
  it('wipes first, then undoes all in turn, then ends', async () => {
    const { quit, done, finish } = makeQuit();
    const ended = quit.now();
    expect(done).toEqual(['wipe for quit']);
    finish();
    await ended;
    expect(done).toEqual(['wipe for quit', 'undo last', 'undo first', 'exit 0']);
  });

  it('is one quitting, however often it is ordered', async () => {
    const { quit, done, finish } = makeQuit();
    finish();
    await Promise.all([quit.now(), quit.now(1), quit.ask()]);
    expect(done.filter((line) => line.startsWith('exit'))).toEqual(['exit 0']);
  });

  it('asks where access is active, and stays when the answer is no', async () => {
    const { quit, done, asked } = makeQuit([makeActive('Read the billing\u202e database', 5 * MINUTE_MS)]);
    await quit.ask();
    expect(asked[0]?.detail).toContain('Active: Read the billing database.');
    expect(done).toEqual([]);
  });

  it('wipes and ends when the answer is yes', async () => {
    const { quit, done, finish } = makeQuit([makeActive('Read', 5 * MINUTE_MS)], true);
    finish();
    await quit.ask();
    expect(done.at(-1)).toBe('exit 0');
  });

  it('asks nothing where nothing is active here', async () => {
    const { quit, asked, finish } = makeQuit([makeActive('Read', 5 * MINUTE_MS, { heldHere: false })]);
    finish();
    await quit.ask();
    expect(asked).toEqual([]);
  });

  it('asks once while the question stands', async () => {
    const { quit, asked } = makeQuit([makeActive('Read', 5 * MINUTE_MS)]);
    await Promise.all([quit.ask(), quit.ask()]);
    expect(asked).toHaveLength(1);
  });

  it('ends all the same when the wipe fails or never answers', async () => {
    const failing = makeQuit();
    failing.finish(new Error('no'));
    await failing.quit.now(1);
    expect(failing.done.at(-1)).toBe('exit 1');

    const hanging = makeQuit();
    const ended = hanging.quit.now();
    hanging.clock.advance(11_000);
    expect(hanging.done).toEqual(['wipe for quit']);
    hanging.clock.advance(2000);
    await ended;
    expect(hanging.done.at(-1)).toBe('exit 0');
  });
});
