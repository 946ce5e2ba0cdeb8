// Asking for a later end: what is refused before anybody is asked, what main confirms, what two clicks and lost answers are.
import { describe, expect, it } from 'vitest';
import { makeProblem, UNREACHABLE } from '../../fakes/fake-broker-client.ts';
import { makeApproved, makeExtension, makeOffer } from '../../fakes/make-grant.ts';
import { active, extend, journalled, leftMs, makeAsked, MORE } from './extension-world.ts';
import { GRANT, items, release, sentenceOf } from './looks.ts';
import { makeElevated, makeSignedIn, settle } from './make-core.ts';

describe('an extension is refused', () => {
  it('where the access is over, not started, not known, or not held here', async () => {
    const world = await makeSignedIn();
    expect(sentenceOf(await extend(world))).toContain('not in your list');
    const approved = makeApproved(GRANT, world.clock.read().wallAt);
    world.broker.push(approved);
    expect(sentenceOf(await extend(world))).toContain('has not been started');
    const elevated = await makeElevated();
    elevated.broker.push({ ...active(elevated), heldBy: { deviceId: 'E'.repeat(43), deviceName: 'desk' } });
    await settle();
    expect(sentenceOf(await extend(elevated))).toBe('It has ended. Ask again.');
    const other = await makeSignedIn();
    other.broker.push({ ...active(elevated), heldBy: { deviceId: 'E'.repeat(43), deviceName: 'desk' } });
    expect(sentenceOf(await extend(other))).toContain('not held on this computer');
    const done = await makeElevated();
    await release(done);
    expect(sentenceOf(await extend(done))).toBe('It has ended. Ask again.');
    for (const each of [world, elevated, other, done]) expect(each.broker.extensions).toEqual([]);
  });

  it('beyond the longest time, which it names', async () => {
    const world = await makeElevated();
    const refused = await extend(world, { durationSeconds: 3601 });
    expect(refused).toMatchObject({
      error: { field: 'duration', sentence: 'It can be extended by 1 h at most.' },
    });
    world.broker.push({ ...active(world), latestEndAt: active(world).expiresAt });
    expect(sentenceOf(await extend(world))).toContain('cannot be extended any further');
    expect(world.broker.extensions).toEqual([]);
  });

  it('with words that could deceive, and where the broker wants a reason', async () => {
    const world = await makeElevated();
    expect(await extend(world, { reason: 'a\u202eb' })).toMatchObject({ error: { field: 'reason' } });
    world.broker.fail('extend', makeProblem('reason-required', 'Say what it is for.'));
    expect(await extend(world)).toMatchObject({
      error: { field: 'reason', sentence: 'Say what it is for.' },
    });
    expect(leftMs(world)).toBe(900_000);
  });

  it('by main, where it is important and the person says no', async () => {
    const world = await makeSignedIn();
    world.broker.offers = [makeOffer('billing-read', { importance: 'critical' })];
    world.broker.push(makeApproved(GRANT, world.clock.read().wallAt, world.broker.offers[0]));
    await world.core.perform('grant:start', { grantId: GRANT }, 'window');
    world.confirms = false;
    expect(await extend(world, {}, 'notification')).toEqual({ ok: false, error: { kind: 'cancelled' } });
    expect(world.asked.at(-1)).toMatchObject({ title: 'Extend “Read the billing database”?' });
    expect(world.asked.at(-1)?.detail).toContain(
      'keeps “Read the billing database” (billing · PostgreSQL) on laptop for 15 min more',
    );
    expect(world.broker.extensions).toEqual([]);
    world.confirms = true;
    expect(await extend(world)).toMatchObject({ ok: true });
  });
});

describe('asking for an extension', () => {
  it('is one act for two clicks', async () => {
    const world = await makeElevated();
    const open = world.broker.hold('extend');
    const clicks = [extend(world), extend(world)];
    await settle();
    expect(world.now().live[0]?.busy).toBe('extending');
    expect(sentenceOf(await extend(world, { durationSeconds: 1800 }))).toContain('being asked for already');
    open();
    expect(await Promise.all(clicks)).toMatchObject([{ ok: true }, { ok: true }]);
    await settle();
    expect(world.broker.extensions).toHaveLength(1);
    expect(leftMs(world)).toBe(1_800_000);
  });

  it('is the same asking after a lost answer, and what was granted meanwhile counts', async () => {
    const world = await makeElevated();
    world.broker.fail('extend', UNREACHABLE, 2);
    expect(sentenceOf(await extend(world))).toContain('cannot be reached');
    expect(await extend(world)).toMatchObject({ ok: true });
    expect(new Set(world.broker.idempotencyKeys.extend).size).toBe(1);
    await settle();
    expect(leftMs(world)).toBe(1_800_000);

    const lost = await makeElevated();
    const grant = active(lost);
    lost.broker.fail('extend', UNREACHABLE, 2);
    await extend(lost);
    lost.clock.advance(1000);
    lost.broker.push({
      ...grant,
      expiresAt: grant.expiresAt + 900_000,
      extensions: [makeExtension(lost.clock.read().wallAt, MORE)],
    });
    await settle();
    expect(leftMs(lost)).toBe(1_799_000);
  });

  it('is another asking where it is worded anew after a lost answer', async () => {
    const world = await makeElevated();
    world.broker.fail('extend', UNREACHABLE, 2);
    await extend(world, { reason: 'One more query' });
    expect(await extend(world, { reason: 'Two more queries' })).toMatchObject({ ok: true });
    expect(new Set(world.broker.idempotencyKeys.extend).size).toBe(2);
    await settle();
    expect(leftMs(world)).toBe(1_800_000);
  });

  it.each([
    ['of a later asking', { reason: 'Two more queries' }, 'policy-refused'],
    ['that knows the key from another asking', {}, 'idempotency-conflict'],
  ] as const)('is still followed after a refusal %s', async (_, reworded, code) => {
    const world = await makeElevated();
    const grant = active(world);
    world.broker.fail('extend', UNREACHABLE, 2);
    await extend(world);
    world.broker.fail('extend', makeProblem(code, 'No.'));
    expect(sentenceOf(await extend(world, reworded))).toBe('No.');
    world.clock.advance(1000);
    const extensions = [makeExtension(world.clock.read().wallAt, MORE)];
    world.broker.push({ ...grant, expiresAt: grant.expiresAt + 900_000, extensions });
    await settle();
    expect(leftMs(world)).toBe(1_799_000);
  });

  it('is over once the broker has refused it', async () => {
    const world = await makeElevated();
    const grant = active(world);
    world.broker.fail('extend', UNREACHABLE, 2);
    await extend(world);
    world.broker.fail('extend', makeProblem('policy-refused', 'No.'));
    expect(sentenceOf(await extend(world))).toBe('No.');
    world.clock.advance(1000);
    const extensions = [makeExtension(world.clock.read().wallAt, MORE)];
    world.broker.push({ ...grant, expiresAt: grant.expiresAt + 900_000, extensions });
    await settle();
    expect(leftMs(world)).toBe(899_000);
  });

  it('counts nothing that comes after the end', async () => {
    const world = await makeAsked();
    const grant = active(world);
    await release(world);
    const extensions = grant.extensions.map((each) => ({ ...each, outcome: 'approved' }) as const);
    world.clock.advance(1000);
    world.broker.push({ ...grant, expiresAt: grant.expiresAt + 900_000, extensions });
    await settle();
    expect(items(world)).toBe(0);
    expect(world.custodian.holdings()).toEqual([]);
    expect(journalled(world)).toBe(0);
  });
});
