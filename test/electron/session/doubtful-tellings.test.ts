// What the broker tells late, by halves, or about somebody else's hold, and what crosses it here: access ends where there is a doubt, and only there.
import { describe, expect, it } from 'vitest';
import type { GrantIn } from '../../../shared/grant.ts';
import { UNREACHABLE } from '../../fakes/fake-broker-client.ts';
import { createFakeLines } from '../../fakes/fake-lines.ts';
import { makeApproved, makeOffer } from '../../fakes/make-grant.ts';
import { expectClean, GRANT, items, last, release } from './looks.ts';
import { ASKED, makeElevated, makeSignedIn, settle, type World } from './make-core.ts';

const activeOf = (world: World): GrantIn<'active'> => {
  const grant = world.broker.grants.get(GRANT);
  if (grant?.status !== 'active') throw new Error('It is not active.');
  return grant;
};

describe('a telling of a grant that is held here', () => {
  it('wipes it where another computer holds it now', async () => {
    const world = await makeElevated();
    world.broker.push({ ...activeOf(world), heldBy: { deviceId: 'E'.repeat(43), deviceName: 'desk' } });
    await settle();
    expect(items(world)).toBe(0);
    // It is the other computer's now, and not ours to release.
    expect(world.broker.calls.some((call) => call.startsWith('release'))).toBe(false);
  });

  it('is not heeded where it is older than what is known', async () => {
    const world = await makeElevated();
    const active = activeOf(world);
    world.clock.setWall(world.clock.read().wallAt - 10_000);
    world.broker.push({ ...active, expiresAt: active.expiresAt - 600_000 });
    world.broker.grants.clear();
    world.broker.up();
    await settle();
    expect(items(world)).toBe(1);
  });

  it('gives the whole up where a part of it was lost in a crash', async () => {
    const first = await makeSignedIn();
    first.broker.offers = [makeOffer('billing-read', { targets: ['billing', 'orders'] })];
    first.broker.up();
    await settle();
    await first.core.perform('grant:request', ASKED, 'window');
    expect(items(first)).toBe(2);
    const lost = activeOf(first).leases[1]!.id;
    const kept = first.files.journal.written().filter((line) => !JSON.stringify(line).includes(lost));
    const next = await makeSignedIn({ ...first, files: { ...first.files, journal: createFakeLines(kept) } });
    expect(items(next)).toBe(0);
    expect(last(next)).toBe(`release ${GRANT} sweep`);
  });
});

describe('a start', () => {
  it('holds nothing where it is ended while the very last line is on its way to the disk', async () => {
    const world = await makeSignedIn();
    let released: Promise<unknown> | undefined;
    world.files.journal.after(async (line) => {
      if ((line as { kind: string }).kind !== 'held') return;
      released = release(world);
      await settle();
    });
    await world.core.perform('grant:request', ASKED, 'window');
    expect(await released).toMatchObject({ ok: true });
    await settle();
    expect(last(world)).toBe(`release ${GRANT} window`);
    expectClean(world);
  });

  it('is not taken back by what an earlier start, which got no answer, had left to tell', async () => {
    const world = await makeSignedIn();
    world.broker.push(makeApproved(GRANT, world.clock.read().wallAt));
    world.broker.fail('start', UNREACHABLE, 2);
    world.broker.fail('release', UNREACHABLE);
    const start = (): Promise<unknown> => world.core.perform('grant:start', { grantId: GRANT }, 'window');
    expect(await start()).toMatchObject({ ok: false });
    await settle();
    expect(world.files.outbox.written()).toHaveLength(1);
    expect(await start()).toMatchObject({ ok: true });
    world.broker.up();
    await settle();
    expect(world.files.outbox.written()).toEqual([]);
    expect(items(world)).toBe(1);
  });
});
