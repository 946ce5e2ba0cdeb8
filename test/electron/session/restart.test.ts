// After a crash: what is in keychain and journal is held again, what is missing or overdue is not.
import { describe, expect, it, vi } from 'vitest';
import { makeActive, makeApproved } from '../../fakes/make-grant.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';
import { createFakeLines } from '../../fakes/fake-lines.ts';
import { GRANT, items, last, release } from './looks.ts';
import { ASKED, makeElevated, makeSignedIn, makeWorld, settle } from './make-core.ts';

describe('after a crash', () => {
  it('goes on holding what is in keychain and journal', async () => {
    const first = await makeElevated();
    const next = makeWorld(first);
    await next.core.start();
    // Before the broker has said anything: the name, the time and the credential are there.
    expect(next.now().live[0]).toMatchObject({
      heldHere: true,
      credentials: [{ custody: { custody: 'held' } }],
    });
    next.broker.up();
    await settle();
    expect(items(next)).toBe(1);
    expect(next.broker.calls.some((call) => call.startsWith('release'))).toBe(false);
  });

  it('can show whatever is in the keychain: it was written down before, however soon the app died', async () => {
    const world = await makeSignedIn();
    const { history } = world.files;
    const itemsWhenWritten: number[] = [];
    const replace = history.replace.bind(history);
    vi.spyOn(history, 'replace').mockImplementation(async (lines) => {
      // Slower than everything else.
      await settle();
      if (JSON.stringify(lines).includes('"held"')) itemsWhenWritten.push(items(world));
      await replace(lines);
    });
    await world.core.perform('grant:request', ASKED, 'window');
    expect(itemsWhenWritten[0]).toBe(0);
    expect(items(world)).toBe(1);
  });

  it('has the broker release what it thinks is held here and is not', async () => {
    const first = await makeElevated();
    const lost = { ...first, files: { ...first.files, journal: createFakeLines() } };
    const next = await makeSignedIn(lost);
    expect(items(next)).toBe(0);
    expect(last(next)).toBe(`release ${GRANT} sweep`);
    expect(next.now().live).toEqual([]);
  });

  it('leaves what another computer holds', async () => {
    const world = await makeSignedIn();
    const at = world.clock.read().wallAt;
    const elsewhere = { startedAt: at, expiresAt: at + 900_000, leases: [], deviceId: 'E'.repeat(43) };
    world.broker.push(makeActive(makeApproved(GRANT, at), elsewhere));
    world.broker.up();
    await settle();
    expect(world.broker.calls.some((call) => call.startsWith('release'))).toBe(false);
  });

  it('has wiped what is overdue, with its receipt, before it shows anything', async () => {
    const clock = createFakeClock();
    const first = await makeElevated({ clock });
    clock.suspend(1_000_000);
    const next = makeWorld(first);
    await next.core.start();
    expect(items(next)).toBe(0);
    expect(next.now().live).toEqual([]);
    expect(next.now().history[0]).toMatchObject({ wipes: [{ custody: { custody: 'wiped' } }] });
  });

  it('keeps the receipts', async () => {
    const first = await makeElevated();
    await release(first);
    await settle();
    const next = makeWorld(first);
    await next.core.start();
    expect(next.now().history[0]).toEqual(first.now().history[0]);
  });
});
