// The end that is held moves only as far as was asked for here; every doubt keeps the earlier one.
import { describe, expect, it } from 'vitest';
import { makeExtension } from '../../fakes/make-grant.ts';
import { active, decide, extend, journalled, leftMs, makeAsked, MORE } from './extension-world.ts';
import { items } from './looks.ts';
import { makeElevated, settle } from './make-core.ts';

describe('the end that is held', () => {
  it('never moves further than was asked for here', async () => {
    const world = await makeAsked();
    decide(world, 'approved', MORE + 3600);
    await settle();
    expect(leftMs(world)).toBe(899_000 + MORE * 1000);
    expect(world.now().live[0]?.lengthMs).toBe(1_800_000);
  });

  it('never moves beyond the latest end that the broker names', async () => {
    const world = await makeAsked();
    const { expiresAt, latestEndAt } = active(world);
    world.broker.push({ ...active(world), latestEndAt: expiresAt + 60_000 });
    decide(world, 'approved');
    await settle();
    expect(latestEndAt).toBeGreaterThan(expiresAt + MORE * 1000);
    expect(leftMs(world)).toBe(899_000 + 60_000);
  });

  it('does not move where it is denied, whatever end is named', async () => {
    const world = await makeAsked();
    const { expiresAt } = active(world);
    const extensions = active(world).extensions.map((each) => ({ ...each, outcome: 'denied' }) as const);
    world.broker.push({ ...active(world), expiresAt: expiresAt + MORE * 1000, extensions });
    await settle();
    expect(leftMs(world)).toBe(900_000);
  });

  it('does not move for an extension that nobody asked for here', async () => {
    const world = await makeElevated();
    const grant = active(world);
    world.clock.advance(1000);
    world.broker.push({
      ...grant,
      expiresAt: grant.expiresAt + 900_000,
      extensions: [makeExtension(world.clock.read().wallAt, MORE)],
    });
    await settle();
    expect(leftMs(world)).toBe(899_000);
    expect(world.now().live[0]?.lengthMs).toBe(900_000);
    expect(journalled(world)).toBe(0);
  });

  it('is the earlier one where the broker shortens again while the line is written', async () => {
    const world = await makeAsked();
    decide(world, 'approved');
    const grant = active(world);
    world.clock.setWall(world.clock.read().wallAt + 1);
    world.broker.push({ ...grant, expiresAt: grant.expiresAt - 600_000 });
    await settle();
    expect(items(world)).toBe(0);
    expect(world.now().history[0]).toMatchObject({ endedBy: 'broker' });
  });

  it('is not cut by a telling that was on its way before the extension', async () => {
    const world = await makeElevated();
    const before = active(world);
    await extend(world);
    await settle();
    world.clock.advance(1000);
    world.broker.push(before);
    await settle();
    expect(items(world)).toBe(1);
    expect(leftMs(world)).toBe(1_799_000);
  });

  it('moves once, however often the same is told', async () => {
    const world = await makeElevated();
    await extend(world);
    await settle();
    world.broker.push(active(world));
    world.broker.up();
    await settle();
    expect(leftMs(world)).toBe(1_800_000);
    expect(journalled(world)).toBe(1);
  });
});
