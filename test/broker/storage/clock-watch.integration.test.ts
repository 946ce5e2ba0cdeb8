// This machine's clock beside that of a real PostgreSQL: alike, some seconds off, and too far off to start.
import type { Kysely } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { watchClock, type ClockWatch } from '../../../broker/storage/clock-watch.ts';
import { createDatabase, type Database } from '../../../broker/storage/database.ts';
import { createFakeClock, type FakeClock } from '../fakes/fake-clock.ts';
import { startTestBroker } from '../test-broker.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';

const SECOND = 1_000;
const MINUTE = 60_000;

let storage: TestStorage;
let db: Kysely<Database>;
let watch: ClockWatch | undefined;
let told: string[];

beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => {
  told = [];
  db = createDatabase({ connection: (await storage.fresh()).run, onError: () => undefined });
});
afterEach(async () => {
  watch?.stop();
  watch = undefined;
  await db.destroy();
});

interface WrongClock extends FakeClock {
  off: number;
}

/** This machine's clock, as much off. It goes on: a storage that is slow to answer makes it seem no more wrong. Only its timers wait for the test. */
function createWrongClock(off: number): WrongClock {
  const timers = createFakeClock();
  const clock: WrongClock = {
    ...timers,
    off,
    now: () => Date.now() + clock.off,
    at: (instant, run) => timers.at(timers.now() + instant - clock.now(), run),
  };
  return clock;
}

async function start(clock: FakeClock): Promise<ClockWatch> {
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_: object, said: string) => void told.push(said),
  };
  watch = await watchClock({ db, clock, log });
  return watch;
}

/** What it finds at its next look, a minute after the last, with the machine's clock that far ahead: that, or less by what the answer took. */
async function looksAgain(clock: WrongClock, off: number): Promise<void> {
  const since = Date.now();
  clock.off = off;
  clock.advance(MINUTE);
  await vi.waitFor(() => {
    expect(watch?.offsetMs()).toBeLessThanOrEqual(off);
    expect(watch?.offsetMs()).toBeGreaterThanOrEqual(off - (Date.now() - since));
  });
}

const said = (words: string): string =>
  `This machine’s clock is ${Math.round(Math.abs(watch?.offsetMs() ?? 0) / SECOND)} s ${words} that of the storage`;

it('a clock that agrees is said to be none off, and nothing is told', async () => {
  const { offsetMs, isOff } = await start(createWrongClock(0));
  expect([offsetMs(), isOff(), told]).toEqual([0, false, []]);
});

it('a clock that goes wrong is noticed within a minute, and told', async () => {
  const clock = createWrongClock(0);
  const { isOff } = await start(clock);
  await looksAgain(clock, MINUTE);
  expect(isOff()).toBe(true);
  // It looks on.
  expect(clock.timers()).toBe(1);
  expect(told).toEqual([said('ahead of')]);
});

it('a broker whose clock is less than a minute wrong starts, says so, and says it no more once it is right', async () => {
  const clock = createWrongClock(-57 * SECOND);
  const { isOff } = await start(clock);
  expect([isOff(), told]).toEqual([true, [said('behind')]]);
  await looksAgain(clock, 0.4 * SECOND);
  expect([isOff(), told.length]).toEqual([false, 1]);
});

it('a clock that differs by more than the claims of two nodes can bear is told', async () => {
  const clock = createWrongClock(0);
  const { isOff } = await start(clock);
  await looksAgain(clock, 4 * SECOND);
  expect([isOff(), told]).toEqual([true, [said('ahead of')]]);
});

it.each([
  ['ahead of', 3 * MINUTE],
  ['behind', -3 * MINUTE],
])('a broker whose clock is minutes %s that of the storage does not start', async (words, off) => {
  await expect(start(createWrongClock(off))).rejects.toThrow(
    `This machine’s clock is 3 min ${words} that of the broker’s storage, and access ends by it.`,
  );
});

it('/readyz and /metrics say how far the clock is off', async () => {
  const clockWatch = { offsetMs: () => -6250, isOff: () => true };
  const broker = await startTestBroker({ access: await storage.fresh(), clockWatch });
  try {
    expect((await broker.call(null, 'GET', '/readyz')).body).toMatchObject({
      status: 'degraded',
      trouble: expect.stringContaining('clock') as string,
    });
    expect((await broker.call(null, 'GET', '/metrics')).text).toContain('stint_clock_offset_seconds -6.25\n');
  } finally {
    await broker.stop();
  }
});
