// The one clock of all signs of life.
import { expect, it } from 'vitest';
import { othersTurn } from '../../../broker/adapters/system-clock.ts';
import { createHeartbeat } from '../../../broker/events/heartbeat.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';

const EVERY_MS = 15_000;

function make(): {
  clock: ReturnType<typeof createFakeClock>;
  join: (beat: () => Promise<void>) => () => void;
} {
  const clock = createFakeClock();
  return { clock, join: createHeartbeat(clock, EVERY_MS).join };
}

it('beats for everybody by one timer, and by none when nobody is left', async () => {
  const { clock, join } = make();
  const heard: number[] = [];
  const undos = Array.from({ length: 1_000 }, (_, index) =>
    join(() => {
      heard.push(index);
      return Promise.resolve();
    }),
  );
  expect(clock.timers()).toBe(1);
  clock.advance(EVERY_MS);
  await Promise.resolve();
  expect(heard).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
  expect(clock.timers()).toBe(1);
  for (const undo of undos) undo();
  expect(clock.timers()).toBe(0);
  clock.advance(EVERY_MS);
  expect(heard).toHaveLength(1_000);
});

it('beats again for whoever comes after the last has gone', async () => {
  const { clock, join } = make();
  join(() => Promise.resolve())();
  let beats = 0;
  join(() => {
    beats += 1;
    return Promise.resolve();
  });
  for (let turn = 1; turn <= 3; turn += 1) {
    clock.advance(EVERY_MS);
    await othersTurn();
    expect(beats).toBe(turn);
  }
});

it('asks nobody again who has not answered yet, and holds up nobody else', async () => {
  const { clock, join } = make();
  const counts = { slow: 0, quick: 0 };
  const gate = Promise.withResolvers<undefined>();
  join(async () => {
    counts.slow += 1;
    await gate.promise;
  });
  join(() => {
    counts.quick += 1;
    return Promise.resolve();
  });
  for (let turn = 0; turn < 3; turn += 1) {
    clock.advance(EVERY_MS);
    await othersTurn();
  }
  expect(counts).toEqual({ slow: 1, quick: 3 });
  gate.resolve(undefined);
  await othersTurn();
  clock.advance(EVERY_MS);
  expect(counts).toEqual({ slow: 2, quick: 4 });
});
