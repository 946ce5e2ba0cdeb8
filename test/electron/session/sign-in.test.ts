import { describe, expect, it } from 'vitest';
import { makeProblem, UNREACHABLE } from '../../fakes/fake-broker-client.ts';
import { ENGINEER, makeId } from '../../fakes/make-grant.ts';
import { BROKER_URL, makeElevated, makeSignedIn, makeWorld, settle, type World } from './make-core.ts';

const GRANT = makeId(1);
const TYPED = 'canary-typed-token';
const signIn = (world: World, token: string | null, brokerUrl = BROKER_URL): Promise<unknown> =>
  world.core.perform('session:sign-in', { brokerUrl, token }, 'window');

describe('signing in', () => {
  it('uses the token at hand by itself, and says that the account is for trying out', async () => {
    const world = await makeSignedIn();
    expect(world.broker.tokens).toEqual(['token-at-hand']);
    expect(world.now().session).toMatchObject({
      session: 'signed-in',
      tryingOut: true,
      brokerUrl: BROKER_URL,
    });
    expect(world.now().connection).toEqual({ connection: 'connected' });
    expect(world.now().profiles.offers).toHaveLength(1);
    expect(world.stored).toBeNull();
  });

  it('prefers what is stored', async () => {
    const world = await makeSignedIn({ stored: { brokerUrl: BROKER_URL, token: 'stored' } });
    expect(world.broker.tokens).toEqual(['stored']);
  });

  it('never sends a stored token to another broker than its own', async () => {
    const world = await makeSignedIn({ stored: { brokerUrl: 'https://other.example.com', token: 'stored' } });
    expect(world.broker.tokens).toEqual(['token-at-hand']);
  });

  it('takes the token at hand when the stored one counts no more', async () => {
    const world = makeWorld({ stored: { brokerUrl: BROKER_URL, token: 'stored' } });
    world.broker.fail('me', makeProblem('token-expired', 'Your sign-in has expired.', 401));
    await world.core.start();
    expect(world.broker.tokens).toEqual(['stored', 'token-at-hand']);
    expect(world.now().session.session).toBe('signed-in');
  });

  it('asks for one where none is stored or at hand', async () => {
    const world = makeWorld({ tokenAtHand: null });
    await world.core.start();
    expect(world.now().session).toEqual({
      session: 'signed-out',
      brokerUrl: BROKER_URL,
      tokenAtHand: false,
      sentence: null,
    });
    expect(await signIn(world, null)).toMatchObject({ ok: false, error: { field: 'token' } });
  });

  it('stores a typed token in the keychain and nowhere else', async () => {
    const world = makeWorld({ tokenAtHand: null });
    await world.core.start();
    expect(await signIn(world, ` ${TYPED}\n`, `${BROKER_URL}/`)).toEqual({ ok: true, value: null });
    await settle();
    expect(world.stored).toEqual({ brokerUrl: BROKER_URL, token: TYPED });
    const { journal, preferences, history, outbox } = world.files;
    const written = [journal, preferences, history, outbox].map((file) => file.written());
    expect(JSON.stringify([world.now(), written])).not.toContain('canary');
  });

  it.each([
    ['not-signed-in', 'This token is not known here.'],
    ['token-expired', 'Your sign-in has expired. Sign in again.'],
    ['token-revoked', 'Your sign-in was taken away.'],
  ] as const)('says why a token is refused: %s', async (code, sentence) => {
    const world = makeWorld({ tokenAtHand: null });
    await world.core.start();
    world.broker.fail('me', makeProblem(code, sentence, 401));
    const answer = await signIn(world, TYPED);
    expect(answer).toEqual({ ok: false, error: { kind: 'refused', sentence, field: 'token' } });
    expect(world.now().session).toMatchObject({ session: 'signed-out', sentence });
    expect(world.stored).toBeNull();
    expect(world.broker.following()).toBe(false);
    expect(JSON.stringify([answer, world.now()])).not.toContain('canary');
  });

  it.each(['two words', 'line\nbreak', 'ключ'])('refuses what cannot be a token: %j', async (token) => {
    const world = makeWorld({ tokenAtHand: null });
    await world.core.start();
    expect(await signIn(world, token)).toMatchObject({ ok: false, error: { field: 'token' } });
    expect(world.broker.tokens).toEqual([]);
  });

  it('refuses an address it may not talk to, at the field', async () => {
    const world = makeWorld({ tokenAtHand: null });
    await world.core.start();
    const refused = { kind: 'refused', sentence: 'Use https.', field: 'brokerUrl' };
    expect(await signIn(world, TYPED, 'http://stint.example.com')).toEqual({ ok: false, error: refused });
  });

  it('says that nothing answers at a typed address', async () => {
    const world = makeWorld({ tokenAtHand: null });
    await world.core.start();
    world.broker.fail('me', UNREACHABLE);
    expect(await signIn(world, TYPED)).toMatchObject({ ok: false, error: { field: 'brokerUrl' } });
    expect(world.now().session.session).toBe('signed-out');
  });
});

describe('signing in without the broker', () => {
  it('waits for it, and goes on as soon as it is there', async () => {
    const world = makeWorld();
    world.broker.fail('me', UNREACHABLE);
    await world.core.start();
    expect(world.now().session.session).toBe('signing-in');
    world.broker.down();
    world.broker.up();
    await settle();
    expect(world.now().session).toMatchObject({ session: 'signed-in', person: ENGINEER });
    expect(world.now().connection.connection).toBe('connected');
    expect(world.now().profiles.offers).toHaveLength(1);
  });

  it('goes on as who it was the last time', async () => {
    const first = await makeSignedIn();
    const next = makeWorld({ files: first.files });
    next.broker.fail('me', UNREACHABLE);
    await next.core.start();
    next.broker.down();
    expect(next.now().session).toMatchObject({ session: 'signed-in', person: ENGINEER });
    expect(next.now().connection.connection).toBe('offline');
  });
});

describe('being signed out', () => {
  it('says why when the stream learns that the sign-in has expired, and holds on to its end', async () => {
    const world = await makeElevated();
    world.broker.down(makeProblem('token-expired', 'Your sign-in has expired.', 401));
    await settle();
    expect(world.now().session).toMatchObject({
      session: 'signed-out',
      sentence: 'Your sign-in has expired.',
    });
    expect(world.keychain.items('Stint').size).toBe(1);
    expect(world.now().live[0]?.credentials).toHaveLength(1);
    world.clock.advance(900_000);
    await settle();
    expect(world.keychain.items('Stint').size).toBe(0);
  });

  it('wipes at once when the sign-in was taken away', async () => {
    const world = await makeElevated();
    world.broker.down(makeProblem('token-revoked', 'Your sign-in was taken away.', 401));
    await settle();
    expect(world.now().session.session).toBe('signed-out');
    expect(world.keychain.items('Stint').size).toBe(0);
  });

  it('stays signed in through everything else', async () => {
    const world = await makeElevated();
    world.broker.down();
    world.broker.down(makeProblem('internal', 'Broken.', 500));
    await settle();
    expect(world.now().session.session).toBe('signed-in');
  });
});

describe('signing out', () => {
  it('wipes and releases first, then forgets the token, and stays signed out', async () => {
    const world = await makeElevated({
      tokenAtHand: null,
      stored: { brokerUrl: BROKER_URL, token: 'stored' },
    });
    expect(await world.core.perform('session:sign-out', {}, 'window')).toEqual({ ok: true, value: null });
    await settle();
    expect(world.keychain.items('Stint').size).toBe(0);
    expect(world.broker.calls.at(-1)).toBe(`release ${GRANT} sign-out`);
    expect(world.stored).toBeNull();
    expect(world.broker.following()).toBe(false);
    expect(world.now().session).toMatchObject({ session: 'signed-out', sentence: null });
    expect(world.now().profiles.offers).toBeNull();
    const next = makeWorld({ files: world.files });
    await next.core.start();
    expect(next.now().session).toMatchObject({ session: 'signed-out', tokenAtHand: true });
  });

  it('is done first when another broker is signed in to', async () => {
    const world = await makeElevated();
    expect(await signIn(world, TYPED, 'https://other.example.com')).toMatchObject({ ok: true });
    expect(world.keychain.items('Stint').size).toBe(0);
    expect(world.broker.calls).toContain(`release ${GRANT} sign-out`);
    expect(world.now().session).toMatchObject({ brokerUrl: 'https://other.example.com' });
  });
});
