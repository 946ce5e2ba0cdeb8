// A broker that answers something else than was asked, late, or with dates nobody can write down: nothing more is held for it, and nothing is lost.
import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../shared/grant.ts';
import { UNREACHABLE, makeProblem } from '../../fakes/fake-broker-client.ts';
import { makeActive, makeApproved, makeId, makeOffer } from '../../fakes/make-grant.ts';
import { expectClean, GRANT, items, last, release, sentenceOf } from './looks.ts';
import { ASKED, makeElevated, makeSignedIn, makeWorld, settle } from './make-core.ts';

describe('a request that is answered with something else', () => {
  it.each<[string, (grant: Grant) => Grant]>([
    ['another profile', (grant) => ({ ...grant, profileId: 'billing-drop' })],
    ['a longer time', (grant) => ({ ...grant, durationSeconds: 28_800 })],
    ['another person', (grant) => ({ ...grant, person: { id: makeId(901), name: 'Olga' } })],
  ])('starts nothing: %s', async (_what, change) => {
    const world = await makeSignedIn();
    world.broker.lieOnAsk(change);
    expect(sentenceOf(await world.core.perform('grant:request', ASKED, 'tray-menu'))).toContain(
      'another request',
    );
    await settle();
    expect(world.broker.calls.some((call) => call.startsWith('start'))).toBe(false);
    expect(world.now().recents).toEqual([]);
    expectClean(world);
  });
});

describe('a start that reaches the broker late', () => {
  it('is released as soon as the broker tells that it went through after all', async () => {
    const world = await makeSignedIn();
    const at = world.clock.read().wallAt;
    const approved = makeApproved(GRANT, at);
    world.broker.push(approved);
    world.broker.fail('start', UNREACHABLE, 2);
    // The broker has not seen the start yet, so there is nothing to release.
    world.broker.fail('release', makeProblem('wrong-status', 'Not started.', 409));
    await world.core.perform('grant:start', { grantId: GRANT }, 'window');
    await settle();
    expect(world.files.outbox.written()).toEqual([]);
    world.broker.push(makeActive(approved, { startedAt: at, expiresAt: at + 900_000, leases: [] }));
    await settle();
    expect(last(world)).toBe(`release ${GRANT} sweep`);
    expect(world.broker.grants.get(GRANT)?.status).toBe('ended');
  });

  it('is left alone where another computer has started it', async () => {
    const world = await makeSignedIn();
    const at = world.clock.read().wallAt;
    const elsewhere = { startedAt: at, expiresAt: at + 900_000, leases: [], deviceId: 'E'.repeat(43) };
    world.broker.push(makeActive(makeApproved(GRANT, at), elsewhere));
    await settle();
    expect(world.broker.calls.some((call) => call.startsWith('release'))).toBe(false);
  });

  it('is left to its own end where its time has run out here', async () => {
    const world = await makeElevated();
    const active = world.broker.grants.get(GRANT)!;
    world.clock.advance(900_000);
    await settle();
    // A lease has changed, and the broker has not called it expired yet.
    world.broker.push({ ...active, reason: 'told again' });
    await settle();
    expect(world.broker.calls.some((call) => call.startsWith('release'))).toBe(false);
  });
});

describe('a date nobody can write down', () => {
  it('costs its own receipt and no other', async () => {
    const world = await makeSignedIn({ offsetMs: -1000 });
    const far = makeApproved(makeId(7), world.clock.read().wallAt, makeOffer('billing-read'));
    const lastMs = Date.parse('9999-12-31T23:59:59.999Z');
    world.broker.push({
      ...far,
      status: 'ended',
      why: 'denied',
      endedAt: lastMs,
      note: null,
      startedAt: null,
      heldBy: null,
      leases: [],
      extensions: [],
    });
    await settle();
    await world.core.perform('grant:request', ASKED, 'window');
    await release(world);
    await settle();
    expect(items(world)).toBe(0);
    const next = makeWorld(world);
    await next.core.start();
    expect(next.now().history.map(({ grant }) => grant.id)).toEqual([GRANT]);
    expect(next.now().troubles).toEqual([]);
  });
});

describe('a credential nobody could see', () => {
  it('is wiped at the next start and told, where the app died before it was shown', async () => {
    const first = await makeElevated();
    await first.files.history.replace([]);
    const next = makeWorld(first);
    await next.core.start();
    expect(items(next)).toBe(0);
    next.broker.up();
    await settle();
    expect(last(next)).toBe(`release ${GRANT} sweep`);
  });
});
