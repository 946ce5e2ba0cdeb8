// Leaving while something is under way: whatever is asked for or started between the order to leave and its end holds nothing.
import { describe, expect, it } from 'vitest';
import { UNREACHABLE } from '../../fakes/fake-broker-client.ts';
import { makeApproved, makeId, makeOffer } from '../../fakes/make-grant.ts';
import { expectClean, GRANT, items, release, sentenceOf } from './looks.ts';
import { ASKED, makeElevated, makeSignedIn, makeWorld, settle, type World } from './make-core.ts';

const never = new Promise<boolean>(() => undefined);
const leaveBy = {
  'signing out': (world: World) => world.core.perform('session:sign-out', {}, 'window'),
  quitting: (world: World) => world.core.quit('quit'),
} as const;
const ways = Object.keys(leaveBy) as (keyof typeof leaveBy)[];

describe('leaving', () => {
  it.each(ways)('starts nothing more from then on, however slow the broker is: %s', async (way) => {
    const world = await makeElevated();
    world.broker.push(makeApproved(makeId(2), world.clock.read().wallAt));
    const answerRelease = world.broker.hold('release');
    const left = leaveBy[way](world);
    await settle();
    // Everything held is wiped, and the broker has not answered yet: the window still stands there.
    expect(items(world)).toBe(0);
    const started = world.core.perform('grant:start', { grantId: makeId(2) }, 'tray-menu');
    const asked = world.core.perform('grant:request', ASKED, 'window');
    await settle();
    answerRelease();
    await left;
    expect(await started).toMatchObject({ ok: false });
    expect(await asked).toMatchObject({ ok: false });
    await settle();
    expect(world.broker.calls).not.toContain(`start ${makeId(2)} tray-menu`);
    expectClean(world);
  });

  it.each(ways)('holds nothing of a request that is answered meanwhile: %s', async (way) => {
    const world = await makeElevated();
    const answerAsk = world.broker.hold('ask');
    const answerRelease = world.broker.hold('release');
    const asked = world.core.perform('grant:request', ASKED, 'window');
    await settle();
    const left = leaveBy[way](world);
    await settle();
    answerAsk();
    await settle();
    answerRelease();
    await Promise.all([asked, left]);
    await settle();
    expect(world.broker.calls.filter((call) => call.startsWith('start'))).toHaveLength(1);
    expectClean(world);
  });

  it.each(ways)('does not wait for a dialog that nobody answers: %s', async (way) => {
    const world = await makeSignedIn();
    world.confirms = never;
    const row = makeOffer('billing-write', { importance: 'high' });
    world.broker.push(makeApproved(GRANT, world.clock.read().wallAt, row));
    const started = world.core.perform('grant:start', { grantId: GRANT }, 'window');
    await settle();
    expect(world.asked).toHaveLength(1);
    let done = false;
    void leaveBy[way](world).then(() => (done = true));
    await settle();
    expect(done).toBe(true);
    expect(await started).toMatchObject({ ok: false });
    expectClean(world);
  });

  it('asks for nothing with a sign-in that was left while the dialog stood', async () => {
    const world = await makeSignedIn();
    world.broker.offers = [makeOffer('billing-read', { importance: 'critical' })];
    world.broker.up();
    await settle();
    let confirm: (yes: boolean) => void = () => undefined;
    world.confirms = new Promise((resolve) => (confirm = resolve));
    const asked = world.core.perform('grant:request', ASKED, 'window');
    await settle();
    await world.core.perform('session:sign-out', {}, 'window');
    confirm(true);
    expect(sentenceOf(await asked)).toContain('signed in');
    expect(world.broker.grants.size).toBe(0);
  });

  it('wipes what a crash has left when it is ordered before that was found', async () => {
    const first = await makeElevated();
    const { journal } = first.files;
    let answer: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (answer = resolve));
    const read = (): Promise<readonly unknown[]> => slow.then(() => journal.read());
    const next = makeWorld({ ...first, files: { ...first.files, journal: { ...journal, read } } });
    const started = next.core.start();
    const quit = next.core.quit('quit');
    await settle();
    answer();
    await Promise.all([started, quit]);
    expect(items(next)).toBe(0);
    // The first world has signed in, the second one not any more.
    expect(next.broker.calls.filter((call) => call === 'me')).toHaveLength(1);
    expect(next.files.outbox.written()).toMatchObject([{ grantId: GRANT, source: 'quit' }]);
  });

  it('has nothing minted that was ended before the broker was asked, and withdraws it', async () => {
    const world = makeWorld();
    world.broker.fail('registerDevice', UNREACHABLE);
    await world.core.start();
    world.broker.push(makeApproved(GRANT, world.clock.read().wallAt));
    world.broker.up();
    const answer = world.broker.hold('registerDevice');
    const started = world.core.perform('grant:start', { grantId: GRANT }, 'window');
    await settle();
    expect(await release(world)).toMatchObject({ ok: true });
    answer();
    expect(await started).toMatchObject({ ok: false });
    await settle();
    expect(world.broker.calls.at(-1)).toBe(`withdraw ${GRANT} window`);
    expect(world.now().live).toEqual([]);
    expectClean(world);
  });
});
