// Asking and starting: one request of two clicks, one grant of two tries, and nothing asked for that could not be kept.
import { describe, expect, it } from 'vitest';
import { makeProblem, UNREACHABLE } from '../../fakes/fake-broker-client.ts';
import { makeApproved, makeId, makeOffer } from '../../fakes/make-grant.ts';
import { expectClean, GRANT, sentenceOf } from './looks.ts';
import { ASKED, makeElevated, makeSignedIn, settle } from './make-core.ts';

describe('asking and starting', () => {
  it('starts at once what needs no approval, and holds it in the keychain', async () => {
    const world = await makeElevated();
    expect(world.broker.calls.filter((call) => /^(?:ask|start)/u.test(call))).toEqual([
      'ask billing-read window',
      `start ${GRANT} window`,
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

  it('tells the broker what ordered the asking and the starting', async () => {
    const world = await makeSignedIn();
    await world.core.perform('grant:request', ASKED, 'tray-menu');
    world.broker.push(makeApproved(makeId(2), world.clock.read().wallAt));
    await world.core.perform('grant:start', { grantId: makeId(2) }, 'notification');
    expect(world.broker.calls.filter((call) => /^(?:ask|start)/u.test(call))).toEqual([
      'ask billing-read tray-menu',
      `start ${GRANT} tray-menu`,
      `start ${makeId(2)} notification`,
    ]);
  });

  it('asks with the same key when it is asked again from elsewhere', async () => {
    const world = await makeSignedIn();
    world.broker.fail('ask', UNREACHABLE);
    await world.core.perform('grant:request', ASKED, 'window');
    await world.core.perform('grant:request', ASKED, 'tray-menu');
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
    expectClean(world);
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
    expectClean(world);
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
    expectClean(world);
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
    expectClean(world);
  });
});
