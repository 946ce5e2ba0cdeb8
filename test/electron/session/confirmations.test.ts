// What is important is confirmed by main, whenever it is asked for or started.
import { describe, expect, it } from 'vitest';
import { makeApproved, makeOffer } from '../../fakes/make-grant.ts';
import { GRANT } from './looks.ts';
import { ASKED, makeElevated, makeSignedIn, settle } from './make-core.ts';

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
