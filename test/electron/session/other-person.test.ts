// Somebody else signs in, or the same person elsewhere: what the former held is over, and its end is told to whom it concerns and to nobody else.
import { describe, expect, it } from 'vitest';
import { createFakeBroker, makeProblem, UNREACHABLE } from '../../fakes/fake-broker-client.ts';
import { ENGINEER, makeId } from '../../fakes/make-grant.ts';
import { GRANT, items, release, sentenceOf } from './looks.ts';
import { BROKER_URL, makeElevated, makeSignedIn, makeWorld, settle, type World } from './make-core.ts';

const OTHER = { ...ENGINEER, id: makeId(901), name: 'Olga Other' };
const ELSEWHERE = 'https://other.example.com';
const signIn = (world: World, token: string | null, brokerUrl = BROKER_URL): Promise<unknown> =>
  world.core.perform('session:sign-in', { brokerUrl, token }, 'window');
const releases = (world: World): readonly string[] =>
  world.broker.calls.filter((call) => call.startsWith('release'));

/** Erin released while the broker was away, and signed out. */
async function makeUntold(): Promise<World> {
  const world = await makeElevated();
  world.broker.down();
  world.broker.fail('release', UNREACHABLE, 5);
  await release(world);
  await world.core.perform('session:sign-out', {}, 'window');
  await settle();
  world.broker.fail('release', UNREACHABLE, 0);
  expect(world.files.outbox.written()).toHaveLength(1);
  return world;
}

describe('an end the broker has not been told of', () => {
  it('is not told by somebody else, who would be refused, and waits for its own person', async () => {
    const world = await makeUntold();
    const told = releases(world).length;
    world.broker.person = OTHER;
    await signIn(world, 'token-of-olga');
    world.broker.up();
    await settle();
    expect(releases(world)).toHaveLength(told);
    expect(world.files.outbox.written()).toHaveLength(1);
    await world.core.perform('session:sign-out', {}, 'window');
    world.broker.person = ENGINEER;
    await signIn(world, 'token-of-erin');
    world.broker.up();
    await settle();
    expect(world.broker.grants.get(GRANT)?.status).toBe('ended');
    expect(world.files.outbox.written()).toEqual([]);
  });

  it('is told after an update as before, where whose it was is not written down', async () => {
    const world = makeWorld();
    await world.files.outbox.replace([{ grantId: GRANT, source: 'window', brokerUrl: BROKER_URL }]);
    world.broker.fail('release', makeProblem('not-found', 'No.', 404));
    await world.core.start();
    world.broker.up();
    await settle();
    expect(releases(world)).toEqual([`release ${GRANT} window`]);
  });
});

describe('access that is held while its sign-in has expired', () => {
  const expire = async (world: World): Promise<void> => {
    world.broker.down(makeProblem('token-expired', 'Your sign-in has expired.', 401));
    await settle();
    expect(items(world)).toBe(1);
  };

  it('goes on when the same person signs in again', async () => {
    const world = await makeElevated();
    await expire(world);
    await signIn(world, 'token-again');
    world.broker.up();
    await settle();
    expect(items(world)).toBe(1);
  });

  it('is wiped before somebody else is signed in, and told once its own person is back', async () => {
    const world = await makeElevated();
    await expire(world);
    world.broker.person = OTHER;
    await signIn(world, 'token-of-olga');
    expect(items(world)).toBe(0);
    await settle();
    expect(releases(world)).toEqual([]);
    expect(world.files.outbox.written()).toMatchObject([
      { grantId: GRANT, brokerUrl: BROKER_URL, personId: ENGINEER.id },
    ]);
  });

  it('is wiped before another broker is signed in to, and not told to that one', async () => {
    const world = await makeElevated();
    await expire(world);
    await signIn(world, 'token-elsewhere', ELSEWHERE);
    expect(items(world)).toBe(0);
    await settle();
    expect(releases(world)).toEqual([]);
    expect(world.files.outbox.written()).toMatchObject([{ grantId: GRANT, brokerUrl: BROKER_URL }]);
  });
});

describe('a token', () => {
  it('at hand is sent to the broker it was named with and to no other', async () => {
    const world = await makeSignedIn();
    await world.core.perform('session:sign-out', {}, 'window');
    expect(sentenceOf(await signIn(world, null, ELSEWHERE))).toContain(BROKER_URL);
    expect(world.broker.tokens).toEqual(['token-at-hand']);
    expect(await signIn(world, null, `${BROKER_URL}/`)).toMatchObject({ ok: true });
  });

  it('that the keychain did not delete at signing out signs nobody in later, and is deleted then', async () => {
    const first = await makeSignedIn({
      tokenAtHand: null,
      stored: { brokerUrl: BROKER_URL, token: 'stored' },
    });
    await first.core.perform('session:sign-out', {}, 'window');
    // The keychain was locked just then: the item is there still.
    const next = makeWorld({
      files: first.files,
      broker: createFakeBroker(first.clock),
      tokenAtHand: null,
      stored: { brokerUrl: BROKER_URL, token: 'stored' },
    });
    await next.core.start();
    expect(next.now().session).toMatchObject({ session: 'signed-out', brokerUrl: BROKER_URL });
    expect(next.broker.tokens).toEqual([]);
    expect(next.stored).toBeNull();
  });

  it('whose answer comes after a later sign-in counts no more, and is not kept', async () => {
    const world = makeWorld({ tokenAtHand: null });
    await world.core.start();
    world.broker.person = OTHER;
    const answerFirst = world.broker.hold('me');
    const first = signIn(world, 'token-of-olga');
    await settle();
    world.broker.person = ENGINEER;
    const answerSecond = world.broker.hold('me');
    const second = signIn(world, 'token-of-erin');
    await settle();
    answerSecond();
    expect(await second).toMatchObject({ ok: true });
    answerFirst();
    expect(await first).toEqual({ ok: false, error: { kind: 'cancelled' } });
    expect(world.now().session).toMatchObject({ session: 'signed-in', person: { id: ENGINEER.id } });
    expect(world.stored?.token).toBe('token-of-erin');
  });
});
