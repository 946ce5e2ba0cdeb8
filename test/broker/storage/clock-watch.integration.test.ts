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

async function start(clock: FakeClock): Promise<ClockWatch> {
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_: object, said: string) => void told.push(said),
  };
  watch = await watchClock({ db, clock, log });
  return watch;
}

/** What it finds at its next look, a minute after the last, with the machine's clock that far from the time there is. */
async function looksAgain(clock: FakeClock, off: number): Promise<void> {
  clock.advance(Date.now() + off - clock.now());
  await vi.waitFor(() =>
    expect(watch?.offsetMs()).toSatisfy((ms: number) => Math.abs(ms - off) < 3 * SECOND),
  );
}

it('a clock that agrees is said to be none off, and nothing is told', async () => {
  const { offsetMs, isOff } = await start(createFakeClock(Date.now()));
  expect(Math.abs(offsetMs())).toBeLessThan(3 * SECOND);
  expect([isOff(), told]).toEqual([false, []]);
});

it('a clock that goes wrong is noticed within a minute, and told', async () => {
  const clock = createFakeClock(Date.now());
  const { isOff } = await start(clock);
  await looksAgain(clock, MINUTE);
  expect(isOff()).toBe(true);
  // It looks on.
  expect(clock.timers()).toBe(1);
  expect(told).toEqual([
    expect.stringMatching(/^This machine’s clock is (?:5\d|60) s ahead of that of the storage$/u),
  ]);
});

it('a broker whose clock is less than a minute wrong starts, says so, and says it no more once it is right', async () => {
  const clock = createFakeClock(Date.now() - 57 * SECOND);
  const { isOff } = await start(clock);
  expect(isOff()).toBe(true);
  expect(told).toEqual([expect.stringMatching(/ is 5\d s behind that of the storage$/u)]);
  await looksAgain(clock, 4 * SECOND);
  expect(isOff()).toBe(false);
  expect(told).toHaveLength(1);
});

it.each([
  ['ahead of', 3 * MINUTE],
  ['behind', -3 * MINUTE],
])('a broker whose clock is minutes %s that of the storage does not start', async (words, off) => {
  await expect(start(createFakeClock(Date.now() + off))).rejects.toThrow(
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
