// Somebody, or a time server, sets the wall clock while access is held: what is shown and said goes by what is really left.
import { describe, expect, it } from 'vitest';
import { items, occasions } from './looks.ts';
import { makeElevated, settle } from './make-core.ts';

const HOUR_MS = 3_600_000;

describe('a wall clock that was set back', () => {
  it('shows what is left, and not an hour more', async () => {
    const world = await makeElevated();
    world.clock.advance(100_000);
    await settle();
    expect(world.now().live).toHaveLength(1);
    world.clock.setWall(world.clock.read().wallAt - HOUR_MS);
    world.heartbeat.beat();
    await settle();
    expect(world.now().live[0]!.until - world.clock.read().wallAt).toBe(800_000);
  });

  it('warns before the real end, which comes by the boot clock', async () => {
    const world = await makeElevated();
    world.clock.setWall(world.clock.read().wallAt - HOUR_MS);
    world.heartbeat.beat();
    await settle();
    world.clock.advance(600_000);
    await settle();
    expect(occasions(world)).toEqual(['started', 'ends-soon']);
    expect(world.notices.at(-1)?.title).toContain('5 min left');
    world.clock.advance(300_000);
    await settle();
    expect(items(world)).toBe(0);
    expect(occasions(world)).toEqual(['started', 'ends-soon', 'ends-soon', 'ended']);
  });
});

describe('a wall clock that was set forward', () => {
  it('shows the less that is left by it, and warns of that', async () => {
    const world = await makeElevated();
    expect(world.now().live).toHaveLength(1);
    world.clock.setWall(world.clock.read().wallAt + 700_000);
    world.heartbeat.beat();
    await settle();
    expect(world.now().live[0]!.until - world.clock.read().wallAt).toBe(200_000);
    expect(occasions(world)).toEqual(['started', 'ends-soon']);
  });
});

describe('clocks that agree', () => {
  it('make nothing new to show', async () => {
    const world = await makeElevated();
    const { revision } = world.now();
    world.clock.advance(60_000);
    world.heartbeat.beat();
    await settle();
    expect(world.now().revision).toBe(revision);
  });
});
