// A later end of what is held: asked by hand, decided elsewhere, at once or by people, and told.
import { describe, expect, it } from 'vitest';
import { makeExtension } from '../../fakes/make-grant.ts';
import { active, decide, extend, journalled, leftMs, makeAsked, MORE, titles } from './extension-world.ts';
import { GRANT, items, sentenceOf } from './looks.ts';
import { makeElevated, makeWorld, settle } from './make-core.ts';

describe('an extension that policy grants at once', () => {
  it('moves what is held by what was asked for, with one line and no keychain write', async () => {
    const world = await makeElevated();
    world.clock.advance(300_000);
    const written = world.keychain.calls.length;
    expect(await extend(world, { reason: ' One more query ' })).toEqual({ ok: true, value: null });
    await settle();
    expect(leftMs(world)).toBe(600_000 + MORE * 1000);
    expect(journalled(world)).toBe(1);
    expect(world.keychain.calls).toHaveLength(written);
    expect(world.broker.extensions).toMatchObject([
      { durationSeconds: MORE, reason: 'One more query', proof: `proof-of-${GRANT}-900`, source: 'window' },
    ]);
    expect(world.now().live[0]).toMatchObject({
      busy: null,
      lengthMs: 1_800_000,
      until: world.clock.read().wallAt + 1_500_000,
    });
    expect(titles(world).at(-1)).toBe('Extended: Read the billing database');
    world.clock.advance(1_499_000);
    await settle();
    expect(items(world)).toBe(1);
    world.clock.advance(1000);
    await settle();
    expect(items(world)).toBe(0);
  });

  it('warns again before the new end', async () => {
    const world = await makeElevated();
    const warnings = (): readonly string[] => titles(world).filter((title) => title.includes(' left: '));
    world.clock.advance(840_000);
    expect(warnings()).toHaveLength(2);
    await extend(world);
    await settle();
    expect(world.takenBack).toContain(`ends-soon:${GRANT}`);
    world.clock.advance(659_000);
    expect(warnings()).toHaveLength(2);
    world.clock.advance(1000);
    expect(warnings()).toHaveLength(3);
    world.clock.advance(240_000);
    expect(warnings()).toHaveLength(4);
  });

  it('counts after a restart', async () => {
    const first = await makeElevated();
    await extend(first);
    await settle();
    first.clock.advance(1_000_000);
    const next = makeWorld(first);
    await next.core.start();
    expect(leftMs(next)).toBe(800_000);
    expect(next.now().live[0]).toMatchObject({ lengthMs: 1_800_000, heldHere: true });
    next.broker.up();
    await settle();
    expect(items(next)).toBe(1);
    next.clock.advance(800_000);
    await settle();
    expect(items(next)).toBe(0);
  });

  it('ends as before where the journal cannot be written, and says so', async () => {
    const world = await makeElevated();
    world.files.journal.refuse(new Error('ENOSPC'));
    await extend(world);
    await settle();
    expect(leftMs(world)).toBe(900_000);
    expect(world.now().live[0]).toMatchObject({ lengthMs: 900_000 });
    expect(world.notices.at(-1)).toMatchObject({
      occasion: 'trouble',
      body: expect.stringContaining('as before') as string,
    });
    world.files.journal.refuse(null);
    world.clock.advance(900_000);
    await settle();
    expect(items(world)).toBe(0);
    // The broker would go on: it is told that nothing is held any more.
    expect(world.broker.calls.at(-1)).toBe(`release ${GRANT} time`);
  });
});

describe('an extension that people decide', () => {
  it('changes nothing until they do, and then moves what is held', async () => {
    const world = await makeAsked();
    expect(leftMs(world)).toBe(900_000);
    expect(sentenceOf(await extend(world))).toContain('waits for a review already');
    decide(world, 'approved');
    await settle();
    expect(leftMs(world)).toBe(899_000 + MORE * 1000);
    expect(titles(world).at(-1)).toBe('Extended: Read the billing database');
  });

  it('moves by less where a reviewer shortened it', async () => {
    const world = await makeAsked();
    decide(world, 'approved', 300);
    await settle();
    expect(leftMs(world)).toBe(899_000 + 300_000);
  });

  it('ends as before where policy refuses what people had approved, and says so', async () => {
    const world = await makeAsked();
    const extensions = active(world).extensions.map((each) => ({ ...each, outcome: 'denied' }) as const);
    world.broker.push({ ...active(world), extensions });
    await settle();
    expect(leftMs(world)).toBe(900_000);
    expect(world.notices.at(-1)?.body).toBe(
      'Policy does not allow it any more. It ends in 15 min, as before.',
    );
  });

  it.each([
    ['denied', 'Not now It ends in 15 min, as before.'],
    ['lapsed', 'Nobody reviewed it in time. It ends in 15 min, as before.'],
  ] as const)('ends as before where it is %s, and says why', async (outcome, body) => {
    const world = await makeAsked();
    decide(world, outcome, MORE, 'Not\u202e now');
    await settle();
    expect(leftMs(world)).toBe(899_000);
    expect(world.notices.at(-1)).toMatchObject({
      occasion: 'not-extended',
      title: 'Not extended: Read the billing database',
      body,
    });
    // What was refused is not what is granted later, to somebody else’s asking.
    world.clock.advance(1000);
    const later = makeExtension(world.clock.read().wallAt, MORE);
    const grant = active(world);
    world.broker.push({
      ...grant,
      expiresAt: grant.expiresAt + 900_000,
      extensions: [...grant.extensions, later],
    });
    await settle();
    expect(leftMs(world)).toBe(898_000);
  });
});
