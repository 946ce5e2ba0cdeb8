// Ending here: the wipe first, then the word to the broker, by a person, by time, or because the app quits.
import { describe, expect, it } from 'vitest';
import { makeProblem, SECRET, UNREACHABLE } from '../../fakes/fake-broker-client.ts';
import { ENGINEER, makeActive, makeApproved, makeEnded, makeId } from '../../fakes/make-grant.ts';
import { GRANT, items, last, occasions, release } from './looks.ts';
import { ASKED, BROKER_URL, makeElevated, makeSignedIn, settle } from './make-core.ts';

describe('releasing', () => {
  it('wipes before the broker is told, and shows the proof', async () => {
    const world = await makeElevated();
    let heldWhenTold = -1;
    const answer = world.broker.hold('release');
    const released = release(world);
    await settle();
    heldWhenTold = items(world);
    expect(heldWhenTold).toBe(0);
    expect(last(world)).toBe(`release ${GRANT} window`);
    // The person does not wait for the broker.
    expect(await released).toEqual({ ok: true, value: null });
    answer();
    await settle();
    const [receipt] = world.now().history;
    expect(world.now().live).toEqual([]);
    expect(receipt).toMatchObject({
      endedBy: 'window',
      endedHereAt: world.clock.read().wallAt,
      grant: { status: 'ended', why: 'released', leases: [{ state: { state: 'revoked' } }] },
      wipes: [{ targetName: 'billing', custody: { custody: 'wiped', readBack: 'absent' } }],
    });
    expect(world.notices.at(-1)).toMatchObject({
      occasion: 'ended',
      title: 'Wiped: Read the billing database',
    });
    expect(world.notices.at(-1)?.body).toContain('read back: nothing is left');
  });

  it('brings a new history to the window, and nothing else that happens does', async () => {
    const world = await makeElevated();
    const before = world.now();
    await world.core.perform('profile:favour', { profileId: 'billing-read', favourite: true }, 'window');
    expect(world.now().revision).toBeGreaterThan(before.revision);
    expect(world.now().historyRevision).toBe(before.historyRevision);
    await release(world);
    await settle();
    expect(world.now().historyRevision).toBeGreaterThan(before.historyRevision);
  });

  it('is one act when ordered twice', async () => {
    const world = await makeElevated();
    await Promise.all([release(world), release(world)]);
    await settle();
    expect(await release(world)).toMatchObject({ ok: true });
    expect(world.broker.calls.filter((call) => call.startsWith('release'))).toHaveLength(1);
    expect(occasions(world)).toEqual(['started', 'ended']);
  });

  it('wipes without the broker, and tells it when it is back', async () => {
    const world = await makeElevated();
    world.broker.down();
    world.broker.fail('release', UNREACHABLE);
    expect(await release(world)).toMatchObject({ ok: true });
    await settle();
    expect(items(world)).toBe(0);
    expect(world.now().live).toEqual([]);
    expect(world.now().connection.connection).toBe('offline');
    expect(world.now().troubles.map(({ id }) => id)).toEqual(['untold']);
    expect(world.files.outbox.written()).toEqual([
      { grantId: GRANT, source: 'window', brokerUrl: BROKER_URL, personId: ENGINEER.id },
    ]);
    world.broker.up();
    await settle();
    expect(world.broker.calls).toContain(`release ${GRANT} window`);
    expect(world.broker.grants.get(GRANT)?.status).toBe('ended');
    expect(world.now().troubles).toEqual([]);
    expect(world.files.outbox.written()).toEqual([]);
  });

  it('tells the broker after a restart what it could not be told before', async () => {
    const first = await makeElevated();
    first.broker.down();
    first.broker.fail('release', UNREACHABLE);
    await release(first);
    await settle();
    const next = await makeSignedIn(first);
    expect(last(next)).toBe(`release ${GRANT} window`);
    expect(next.now().live).toEqual([]);
  });

  it('tells again when the broker is there but refuses for the moment', async () => {
    const world = await makeElevated();
    world.broker.fail('release', makeProblem('unavailable', 'Busy.', 503));
    await release(world);
    await settle();
    expect(world.broker.grants.get(GRANT)?.status).toBe('active');
    world.clock.advance(15_000);
    await settle();
    expect(world.broker.grants.get(GRANT)?.status).toBe('ended');
  });

  it('stops telling what the broker does not know', async () => {
    const world = await makeElevated();
    world.broker.fail('release', makeProblem('not-found', 'No.', 404));
    await release(world);
    await settle();
    expect(world.files.outbox.written()).toEqual([]);
  });

  it('says that it is not wiped while the keychain refuses, and that it is when it was', async () => {
    const world = await makeElevated();
    world.keychain.refuse({ kind: 'locked' });
    await release(world);
    await settle();
    expect(occasions(world)).toEqual(['started', 'trouble']);
    expect(world.now().troubles[0]).toMatchObject({ id: 'wipe-pending', dismissible: false });
    expect(world.now().history[0]?.wipes[0]?.custody.custody).toBe('wipe-pending');
    world.keychain.work();
    await world.custodian.sweep();
    await settle();
    expect(occasions(world)).toEqual(['started', 'trouble', 'ended']);
    expect(world.now().troubles).toEqual([]);
    expect(world.now().history[0]?.wipes[0]?.custody.custody).toBe('wiped');
  });

  it('releases all that is held', async () => {
    const world = await makeElevated();
    await world.core.perform('grant:request', ASKED, 'window');
    expect(items(world)).toBe(2);
    await world.core.perform('grant:release-all', {}, 'tray-menu');
    await settle();
    expect(items(world)).toBe(0);
    expect([...world.broker.grants.values()].map(({ status }) => status)).toEqual(['ended', 'ended']);
  });

  it('has the broker end what another computer holds, and says so when it cannot', async () => {
    const world = await makeSignedIn();
    const at = world.clock.read().wallAt;
    const elsewhere = { startedAt: at, expiresAt: at + 900_000, leases: [], deviceId: 'E'.repeat(43) };
    world.broker.push(makeActive(makeApproved(GRANT, at), elsewhere));
    expect(world.now().live[0]).toMatchObject({ heldHere: false, credentials: [] });
    world.broker.fail('release', UNREACHABLE);
    expect(await release(world)).toMatchObject({ ok: false });
    expect(world.now().live).toHaveLength(1);
    expect(await release(world)).toMatchObject({ ok: true });
    expect(world.now().live).toEqual([]);
    expect(world.now().history[0]).toMatchObject({ endedBy: null, endedHereAt: null, wipes: [] });
  });

  it('withdraws what was not started, and does not withdraw what was', async () => {
    const world = await makeElevated();
    expect(await world.core.perform('grant:withdraw', { grantId: GRANT }, 'window')).toMatchObject({
      ok: false,
    });
    world.broker.push(makeApproved(makeId(2), world.clock.read().wallAt));
    expect(await world.core.perform('grant:withdraw', { grantId: makeId(2) }, 'window')).toMatchObject({
      ok: true,
    });
    expect(world.broker.grants.get(makeId(2))).toMatchObject({ status: 'ended', why: 'withdrawn' });
    expect(items(world)).toBe(1);
  });
});

describe('the end of its time', () => {
  it('wipes on time and leaves it to the broker to call it expired', async () => {
    const world = await makeElevated();
    world.clock.advance(900_000);
    await settle();
    expect(items(world)).toBe(0);
    expect(world.broker.calls.some((call) => call.startsWith('release'))).toBe(false);
    expect(world.now().live).toEqual([]);
    world.broker.push(makeEnded(world.broker.grants.get(GRANT)!, 'expired', world.clock.read().wallAt));
    expect(world.now().history[0]).toMatchObject({ endedBy: 'time', grant: { why: 'expired' } });
    expect(occasions(world)).toEqual(['started', 'ends-soon', 'ends-soon', 'ended']);
  });

  it('wipes on time without the broker', async () => {
    const world = await makeElevated();
    world.broker.down();
    world.clock.advance(900_000);
    await settle();
    expect(items(world)).toBe(0);
    expect(world.now().history[0]?.wipes[0]?.custody.custody).toBe('wiped');
  });

  it('tells the broker when it was over here long before it is there', async () => {
    const world = await makeElevated();
    world.clock.advanceBoot(900_000);
    world.core.wake();
    await settle();
    expect(items(world)).toBe(0);
    expect(world.broker.calls).toContain(`release ${GRANT} time`);
  });
});

describe('quitting', () => {
  it('wipes, clears the clipboard and has the broker told', async () => {
    const world = await makeElevated();
    const leaseId = world.now().live[0]!.credentials[0]!.leaseId;
    await world.core.perform('credential:copy', { leaseId, what: 'password' }, 'window');
    expect(world.clipboard.text).toBe(SECRET);
    await world.core.quit('quit');
    expect(items(world)).toBe(0);
    expect(world.clipboard.text).toBeNull();
    expect(last(world)).toBe(`release ${GRANT} quit`);
    expect(world.broker.following()).toBe(false);
    expect(occasions(world)).not.toContain('ended');
  });

  it('does not wait longer than ten seconds for a broker that does not answer', async () => {
    const world = await makeElevated();
    world.broker.hold('release');
    let done = false;
    const quit = world.core.quit('quit').then(() => (done = true));
    await settle();
    expect(items(world)).toBe(0);
    world.clock.advance(9_900);
    await settle();
    expect(done).toBe(false);
    world.clock.advance(100);
    await quit;
    expect(world.broker.following()).toBe(false);
  });
});
