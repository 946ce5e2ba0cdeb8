// What the broker tells of a held grant: it may end or shorten it here, never lengthen or revive it.
import { describe, expect, it } from 'vitest';
import { makeActive, makeApproved, makeEnded } from '../../fakes/make-grant.ts';
import { GRANT, items, release } from './looks.ts';
import { makeElevated, makeSignedIn, settle } from './make-core.ts';

describe('what the broker tells of a held grant', () => {
  it('wipes at once what it has ended', async () => {
    const world = await makeElevated();
    world.broker.push(
      makeEnded(world.broker.grants.get(GRANT)!, 'revoked', world.clock.read().wallAt, 'Left the team'),
    );
    await settle();
    expect(items(world)).toBe(0);
    expect(world.now().history[0]).toMatchObject({ endedBy: 'broker', grant: { why: 'revoked' } });
    expect(world.broker.calls.some((call) => call.startsWith('release'))).toBe(false);
  });

  it('wipes at once what it has shortened', async () => {
    const world = await makeElevated();
    const grant = world.broker.grants.get(GRANT)!;
    if (grant.status !== 'active') throw new Error('It is active.');
    world.clock.advance(1000);
    world.broker.push({ ...grant, expiresAt: grant.expiresAt - 60_000 });
    await settle();
    expect(items(world)).toBe(0);
    expect(world.broker.calls).toContain(`release ${GRANT} broker`);
  });

  it('holds nothing longer for an event that lengthens it', async () => {
    const world = await makeElevated();
    const grant = world.broker.grants.get(GRANT)!;
    if (grant.status !== 'active') throw new Error('It is active.');
    world.clock.advance(1000);
    world.broker.push({ ...grant, expiresAt: grant.expiresAt + 3_600_000 });
    expect(world.custodian.remainingMs(GRANT)).toBe(899_000);
    expect(world.now().live[0]?.until).toBe(world.clock.read().wallAt + 899_000);
    world.clock.advance(899_000);
    await settle();
    expect(items(world)).toBe(0);
  });

  it('does not revive what has ended', async () => {
    const world = await makeElevated();
    const active = world.broker.grants.get(GRANT)!;
    await release(world);
    await settle();
    world.broker.push(active);
    expect(world.now().live).toEqual([]);
    expect(world.now().history[0]?.grant.status).toBe('ended');
  });

  it('does not go back to what was told before', async () => {
    const world = await makeSignedIn();
    const at = world.clock.read().wallAt;
    const elsewhere = { startedAt: at, expiresAt: at + 900_000, leases: [], deviceId: 'E'.repeat(43) };
    const active = makeActive(makeApproved(GRANT, at), elsewhere);
    world.broker.push(active);
    world.broker.push(makeApproved(GRANT, at));
    expect(world.now().live[0]?.grant.status).toBe('active');
    world.broker.push(makeEnded(active, 'released', at));
    world.broker.push(active);
    expect(world.now().live).toEqual([]);
  });

  it('wipes what a whole snapshot does not tell of', async () => {
    const world = await makeElevated();
    world.clock.advance(1000);
    world.broker.grants.clear();
    world.broker.up();
    await settle();
    expect(items(world)).toBe(0);
    expect(world.now().live).toEqual([]);
  });

  it('keeps what a snapshot tells of', async () => {
    const world = await makeElevated();
    world.clock.advance(1000);
    world.broker.down();
    world.broker.up();
    await settle();
    expect(items(world)).toBe(1);
    expect(world.now().live).toHaveLength(1);
  });

  it('says that it is approved, with a start at hand until it is over', async () => {
    const world = await makeSignedIn();
    const at = world.clock.read().wallAt;
    const approved = makeApproved(GRANT, at);
    world.broker.push({
      ...approved,
      status: 'pending',
      reviewBy: at + 900_000,
      needs: { count: 1, group: 'dba' },
    });
    world.broker.push(approved);
    expect(world.notices.at(-1)).toMatchObject({
      occasion: 'approved',
      place: { place: 'access' },
      action: { act: 'grant:start', label: 'Start', grantId: GRANT },
    });
    expect(world.takenBack).toEqual([]);
    await world.core.perform('grant:start', { grantId: GRANT }, 'notification');
    expect(world.takenBack).toContain(`approved:${GRANT}`);
    expect(world.broker.calls).toContain(`start ${GRANT} notification`);
  });

  it('says a denial with its reason, cleaned', async () => {
    const world = await makeSignedIn();
    const at = world.clock.read().wallAt;
    const approved = makeApproved(GRANT, at);
    world.broker.push(approved);
    world.broker.push(makeEnded(approved, 'denied', at, 'Not\u202e today\u0007'));
    expect(world.notices.at(-1)).toMatchObject({ occasion: 'denied', body: 'Not today' });
  });
});
