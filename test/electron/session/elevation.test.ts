// The answer to a start: held when it fits and is in time, otherwise given back at once.
import { describe, expect, it } from 'vitest';
import { makeApproved, makeEnded, makeId, makeOffer } from '../../fakes/make-grant.ts';
import { expectClean, GRANT } from './looks.ts';
import { ASKED, makeSignedIn, settle, type World } from './make-core.ts';

describe('a start whose answer does not fit', () => {
  const century = 100 * 365 * 86_400;
  it.each([
    ['an end a century away', (s: never) => withGrant(s, { expiresAt: Date.parse('2126-01-01T00:00:00Z') })],
    ['a duration of a century', (s: never) => ({ ...(s as object), durationSeconds: century })],
    ['an end later than was granted', (s: never) => ({ ...(s as object), durationSeconds: 901 })],
    ['another grant', (s: never) => withGrant(s, { id: makeId(77) })],
    ['another profile', (s: never) => withGrant(s, { profileId: 'other' })],
    [
      'another computer',
      (s: never) => withGrant(s, { heldBy: { deviceId: 'E'.repeat(43), deviceName: 'other' } }),
    ],
    ['no credential', (s: never) => ({ ...(s as object), credentials: [] })],
  ])('holds nothing and asks for the release: %s', async (_what, lie) => {
    const world = await makeSignedIn();
    world.broker.lie((started) => lie(started as never) as typeof started);
    await world.core.perform('grant:request', ASKED, 'window');
    await settle();
    expect(world.broker.calls.at(-1)).toBe(`release ${GRANT} sweep`);
    expect(world.now().live).toEqual([]);
    expect(world.notices.map(({ occasion }) => occasion)).not.toContain('started');
    expectClean(world);
  });

  function withGrant(started: never, change: object): object {
    const { grant, ...rest } = started as { grant: object };
    return { ...rest, grant: { ...grant, ...change } };
  }

  it('holds nothing of a credential that was sealed to another key', async () => {
    const world = await makeSignedIn();
    world.sealing.answer = 'refuse';
    await world.core.perform('grant:request', ASKED, 'window');
    await settle();
    expect(world.broker.calls.at(-1)).toBe(`release ${GRANT} sweep`);
    expectClean(world);
  });

  it('holds all credentials or none', async () => {
    const world = await makeSignedIn();
    world.broker.offers = [makeOffer('billing-read', { targets: ['billing', 'orders'] })];
    world.broker.up();
    await settle();
    let writes = 0;
    const write = world.keychain.write;
    world.keychain.write = async (...order) => {
      writes += 1;
      return writes === 2 ? { ok: false, error: { kind: 'locked' } } : write(...order);
    };
    await world.core.perform('grant:request', ASKED, 'window');
    await settle();
    expect(writes).toBe(2);
    expect(world.broker.calls.at(-1)).toBe(`release ${GRANT} sweep`);
    expect(
      world
        .now()
        .troubles.map(({ sentence }) => sentence)
        .join(),
    ).toContain('locked');
    expectClean(world);
  });

  it('holds nothing, and zeroes the secret, when something breaks in the middle', async () => {
    const world = await makeSignedIn();
    world.broker.push(makeApproved(GRANT, world.clock.read().wallAt));
    world.custodian.take = () => Promise.reject(new Error('a bug'));
    await expect(world.core.perform('grant:start', { grantId: GRANT }, 'window')).rejects.toThrow('a bug');
    await settle();
    expect(world.broker.calls.at(-1)).toBe(`release ${GRANT} sweep`);
    expect(world.now().live).toEqual([]);
    expect(world.sealing.secrets).toHaveLength(1);
    expectClean(world);
  });

  it('holds both credentials of a profile with two', async () => {
    const world = await makeSignedIn();
    world.broker.offers = [makeOffer('billing-read', { targets: ['billing', 'orders'] })];
    world.broker.up();
    await settle();
    await world.core.perform('grant:request', ASKED, 'window');
    expect(world.keychain.items('Stint').size).toBe(2);
    expect(world.now().live[0]?.where).toBe('billing · PostgreSQL, orders · PostgreSQL');
  });
});

describe('what happens while a start is under way', () => {
  async function startSlowly(): Promise<{ world: World; answer: () => void; started: Promise<unknown> }> {
    const world = await makeSignedIn();
    const answer = world.broker.hold('start');
    const started = world.core.perform('grant:request', ASKED, 'window');
    await settle();
    expect(world.now().live[0]).toMatchObject({ busy: 'starting' });
    return { world, answer, started };
  }

  it('holds nothing when the answer comes after the end', async () => {
    const { world, answer, started } = await startSlowly();
    world.clock.advance(901_000);
    answer();
    await started;
    await settle();
    expect(world.broker.calls.at(-1)).toBe(`release ${GRANT} time`);
    expect(world.now().live).toEqual([]);
    expectClean(world);
  });

  it('counts from the sending, so that a slow answer only shortens', async () => {
    const { world, answer, started } = await startSlowly();
    world.clock.advance(60_000);
    answer();
    await started;
    expect(world.custodian.remainingMs(GRANT)).toBe(840_000);
  });

  it('holds nothing when it was released meanwhile', async () => {
    const { world, answer, started } = await startSlowly();
    expect(await world.core.perform('grant:release', { grantId: GRANT }, 'tray-menu')).toMatchObject({
      ok: true,
    });
    answer();
    await started;
    await settle();
    expect(world.broker.calls.at(-1)).toBe(`release ${GRANT} tray-menu`);
    expectClean(world);
  });

  it('holds nothing when everything was released meanwhile', async () => {
    const { world, answer, started } = await startSlowly();
    await world.core.perform('grant:release-all', {}, 'window');
    answer();
    await started;
    await settle();
    expect(world.broker.grants.get(GRANT)?.status).toBe('ended');
    expectClean(world);
  });

  it('holds nothing when the broker revoked it meanwhile', async () => {
    const { world, answer, started } = await startSlowly();
    world.broker.push(makeEnded(world.broker.grants.get(GRANT)!, 'revoked', world.clock.read().wallAt));
    answer();
    await started;
    await settle();
    expect(world.now().live).toEqual([]);
    expectClean(world);
  });

  it('holds nothing when the app quits meanwhile, and quits after ten seconds at most', async () => {
    const { world } = await startSlowly();
    let done = false;
    const quit = world.core.quit('quit').then(() => (done = true));
    world.clock.advance(9_000);
    await settle();
    expect(done).toBe(false);
    world.clock.advance(1_000);
    await quit;
    expectClean({ ...world, sealing: { ...world.sealing, forgotten: world.sealing.made } });
  });
});
