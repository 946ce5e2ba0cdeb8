import { describe, expect, it } from 'vitest';
import {
  makeApproved,
  makeEnded,
  makeId,
  makeOffer,
  makeProblem,
  SECRET,
  UNREACHABLE,
} from '../../fakes/fake-broker-client.ts';
import { ASKED, makeElevated, makeSignedIn, settle, type World } from './make-core.ts';

const GRANT = makeId(1);

function isClean(world: World): void {
  expect(world.keychain.items('Stint').size).toBe(0);
  expect(world.custodian.holdings()).toEqual([]);
  expect(world.sealing.forgotten).toBe(world.sealing.made);
  for (const secret of world.sealing.secrets) expect(secret.every((byte) => byte === 0)).toBe(true);
  const { journal, preferences, history, outbox } = world.files;
  const written = [journal, preferences, history, outbox].map((file) => file.written());
  expect(JSON.stringify([world.now(), world.notices, written])).not.toContain(SECRET);
}

function sentenceOf(result: unknown): string {
  return (result as { error: { sentence: string } }).error.sentence;
}

describe('asking and starting', () => {
  it('starts at once what needs no approval, and holds it in the keychain', async () => {
    const world = await makeElevated();
    expect(world.broker.calls.filter((call) => /^(?:ask|start)/u.test(call))).toEqual([
      'ask billing-read',
      `start ${GRANT}`,
    ]);
    expect(world.keychain.items('Stint').size).toBe(1);
    const [live] = world.now().live;
    expect(live).toMatchObject({
      heldHere: true,
      busy: null,
      where: 'billing · PostgreSQL',
      lengthMs: 900_000,
    });
    expect(live?.credentials[0]).toMatchObject({ targetName: 'billing', custody: { custody: 'held' } });
    expect(live?.until).toBe(world.clock.read().wallAt + 900_000);
    expect(world.notices.map(({ occasion }) => occasion)).toEqual(['started']);
    expect(world.now().recents).toEqual(['billing-read']);
    expect(world.sealing.forgotten).toBe(1);
    expect(world.sealing.secrets.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
  });

  it('makes one request of a double click', async () => {
    const world = await makeSignedIn();
    const clicks = [1, 2].map(() => world.core.perform('grant:request', ASKED, 'window'));
    const [first, second] = await Promise.all(clicks);
    expect(first).toEqual(second);
    expect(world.broker.grants.size).toBe(1);
    expect(world.broker.calls.filter((call) => call.startsWith('start'))).toHaveLength(1);
  });

  it('asks with the same key when the answer was lost, so that one grant comes of it', async () => {
    const world = await makeSignedIn();
    world.broker.fail('ask', UNREACHABLE);
    expect(await world.core.perform('grant:request', ASKED, 'window')).toMatchObject({ ok: false });
    expect(await world.core.perform('grant:request', ASKED, 'window')).toMatchObject({ ok: true });
    const [first, second] = world.broker.idempotencyKeys.ask;
    expect(first).toBe(second);
  });

  it('asks with a new key once the first was answered', async () => {
    const world = await makeElevated();
    await world.core.perform('grant:request', ASKED, 'window');
    expect(new Set(world.broker.idempotencyKeys.ask).size).toBe(2);
  });

  it('waits for the person where a review was needed, and says when it is approved', async () => {
    const world = await makeSignedIn();
    world.broker.offers = [makeOffer('billing-fix', { reviewed: true })];
    world.broker.up();
    await settle();
    await world.core.perform('grant:request', { ...ASKED, profileId: 'billing-fix' }, 'window');
    expect(world.now().live[0]?.grant.status).toBe('pending');
    world.broker.push(makeApproved(GRANT, world.clock.read().wallAt, makeOffer('billing-fix')));
    expect(world.notices.map(({ occasion }) => occasion)).toEqual(['approved']);
    expect(world.broker.calls.some((call) => call.startsWith('start'))).toBe(false);
    expect(await world.core.perform('grant:start', { grantId: GRANT }, 'window')).toMatchObject({ ok: true });
    expect(world.now().live[0]?.credentials).toHaveLength(1);
  });

  it('makes one start of two', async () => {
    const world = await makeSignedIn();
    world.broker.push(makeApproved(GRANT, world.clock.read().wallAt));
    const starts = [1, 2].map(() => world.core.perform('grant:start', { grantId: GRANT }, 'window'));
    expect(await Promise.all(starts)).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    expect(world.broker.calls.filter((call) => call.startsWith('start'))).toHaveLength(1);
    expect(await world.core.perform('grant:start', { grantId: GRANT }, 'window')).toMatchObject({ ok: true });
    expect(world.broker.calls.filter((call) => call.startsWith('start'))).toHaveLength(1);
  });

  it('tries a start without an answer once more, with the same key', async () => {
    const world = await makeSignedIn();
    world.broker.fail('start', UNREACHABLE);
    await world.core.perform('grant:request', ASKED, 'window');
    const [first, second] = world.broker.idempotencyKeys.start;
    expect(first).toBe(second);
    expect(world.keychain.items('Stint').size).toBe(1);
  });

  it('takes back at the broker a start that got no answer at all', async () => {
    const world = await makeSignedIn();
    world.broker.fail('start', UNREACHABLE, 2);
    expect(await world.core.perform('grant:request', ASKED, 'window')).toMatchObject({ ok: true });
    await settle();
    expect(world.broker.calls.at(-1)).toBe(`release ${GRANT} sweep`);
    expect(world.now().troubles.map(({ id }) => id)).toContain(`start:${GRANT}`);
    isClean(world);
  });

  it('registers again when the broker does not know this device', async () => {
    const world = await makeSignedIn();
    world.broker.fail('start', makeProblem('unknown-device', 'Unknown.'));
    await world.core.perform('grant:request', ASKED, 'window');
    expect(world.broker.calls.filter((call) => call === 'registerDevice')).toHaveLength(2);
    expect(world.keychain.items('Stint').size).toBe(1);
  });
});

describe('what is refused before the broker is asked', () => {
  it.each([
    ['missing', 'No keychain is running'],
    ['locked', 'The keychain is locked'],
    ['not-answering', 'does not answer'],
    ['failing', 'refused'],
  ] as const)('asks for nothing while the keychain is %s', async (kind, words) => {
    const world = await makeSignedIn();
    world.probe = { kind };
    const before = world.broker.calls.length;
    const asked = await world.core.perform('grant:request', ASKED, 'window');
    expect(sentenceOf(asked)).toContain(words);
    world.broker.push(makeApproved(GRANT, world.clock.read().wallAt));
    expect(sentenceOf(await world.core.perform('grant:start', { grantId: GRANT }, 'window'))).toContain(
      words,
    );
    expect(world.broker.calls.slice(before)).toEqual([]);
    expect(world.now().keychain).toMatchObject({ keychain: 'unusable', why: kind });
    isClean(world);
  });

  it.each([
    ['a zero duration', { durationSeconds: 0 }, 'duration'],
    ['a negative duration', { durationSeconds: -900 }, 'duration'],
    ['a fractional duration', { durationSeconds: 900.5 }, 'duration'],
    ['a duration over the maximum', { durationSeconds: 90_000 }, 'duration'],
    ['a reason of 5,000 characters', { reason: 'x'.repeat(5000) }, 'reason'],
    ['a reason with control characters', { reason: 'because\u0007' }, 'reason'],
    ['a reason with bidirectional marks', { reason: 'because\u202e' }, 'reason'],
    ['a ticket with control characters', { ticket: 'T-1\u001b[2J' }, 'ticket'],
    ['a profile that is not in the list', { profileId: 'no-such' }, null],
  ])('refuses %s', async (_what, change, field) => {
    const world = await makeSignedIn();
    const before = world.broker.calls.length;
    const asked = await world.core.perform('grant:request', { ...ASKED, ...change }, 'window');
    expect(asked).toMatchObject({ ok: false, error: { kind: 'refused', field } });
    expect(world.broker.calls.slice(before)).toEqual([]);
    expect(world.now().live).toEqual([]);
    isClean(world);
  });

  it.each([
    ['duration-out-of-range', 'duration'],
    ['reason-required', 'reason'],
    ['ticket-required', 'ticket'],
    ['policy-refused', null],
  ] as const)('says what the broker refused with %s, at its field', async (code, field) => {
    const world = await makeSignedIn();
    world.broker.fail('ask', makeProblem(code, 'Not like this.\u0007'));
    const asked = await world.core.perform('grant:request', ASKED, 'window');
    expect(asked).toEqual({ ok: false, error: { kind: 'refused', sentence: 'Not like this.', field } });
    isClean(world);
  });
});

describe('what is important', () => {
  it.each(['high', 'critical'] as const)(
    'is confirmed by main before it is asked for: %s',
    async (importance) => {
      const world = await makeSignedIn();
      world.broker.offers = [makeOffer('billing-read', { importance })];
      world.broker.up();
      await settle();
      world.confirms = false;
      expect(await world.core.perform('grant:request', ASKED, 'window')).toEqual({
        ok: false,
        error: { kind: 'cancelled' },
      });
      expect(world.broker.calls.some((call) => call.startsWith('ask'))).toBe(false);
      expect(world.asked[0]?.detail).toMatch(
        /Erin Engineer gets “Read the billing database” \(billing\) on laptop for 15 min/u,
      );

      world.confirms = true;
      expect(await world.core.perform('grant:request', ASKED, 'window')).toMatchObject({ ok: true });
      expect(world.asked).toHaveLength(2);
      expect(world.keychain.items('Stint').size).toBe(1);
    },
  );

  it('is confirmed again where it is started later', async () => {
    const world = await makeSignedIn();
    world.broker.push(
      makeApproved(GRANT, world.clock.read().wallAt, makeOffer('billing-read', { importance: 'high' })),
    );
    world.confirms = false;
    const started = await world.core.perform('grant:start', { grantId: GRANT }, 'tray-menu');
    expect(started).toEqual({ ok: false, error: { kind: 'cancelled' } });
    expect(world.now().live[0]?.busy).toBeNull();
    world.confirms = true;
    expect(await world.core.perform('grant:start', { grantId: GRANT }, 'tray-menu')).toMatchObject({
      ok: true,
    });
  });

  it('is not confirmed where it is low', async () => {
    const world = await makeElevated();
    expect(world.asked).toEqual([]);
  });

  it('does not start by itself what became important after the list was read', async () => {
    const world = await makeSignedIn();
    world.broker.offers = [makeOffer('billing-read', { importance: 'critical' })];
    expect(await world.core.perform('grant:request', ASKED, 'window')).toMatchObject({ ok: true });
    expect(world.broker.calls.some((call) => call.startsWith('start'))).toBe(false);
    expect(world.now().live[0]?.grant.status).toBe('approved');
  });
});

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
    isClean(world);
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
    isClean(world);
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
    isClean(world);
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
    isClean(world);
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
    isClean(world);
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
    isClean(world);
  });

  it('holds nothing when everything was released meanwhile', async () => {
    const { world, answer, started } = await startSlowly();
    await world.core.perform('grant:release-all', {}, 'window');
    answer();
    await started;
    await settle();
    expect(world.broker.grants.get(GRANT)?.status).toBe('ended');
    isClean(world);
  });

  it('holds nothing when the broker revoked it meanwhile', async () => {
    const { world, answer, started } = await startSlowly();
    world.broker.push(makeEnded(world.broker.grants.get(GRANT)!, 'revoked', world.clock.read().wallAt));
    answer();
    await started;
    await settle();
    expect(world.now().live).toEqual([]);
    isClean(world);
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
    isClean({ ...world, sealing: { ...world.sealing, forgotten: world.sealing.made } });
  });
});
