// A world with something held that may be extended, and what tests of extensions order and look at.
import { expect } from 'vitest';
import type { GrantIn } from '../../../shared/grant.ts';
import { makeOffer } from '../../fakes/make-grant.ts';
import { GRANT } from './looks.ts';
import { makeElevated, settle, type World } from './make-core.ts';

export const MORE = 900;
export const leftMs = (world: World): number => world.custodian.remainingMs(GRANT);
export const titles = (world: World): readonly string[] => world.notices.map(({ title }) => title);
export const journalled = (world: World): number =>
  world.files.journal.written().filter((line) => (line as { kind: string }).kind === 'extended').length;

export const extend = (
  world: World,
  given: object = {},
  source: 'window' | 'tray-menu' | 'notification' = 'window',
) =>
  world.core.perform('grant:extend', { grantId: GRANT, durationSeconds: MORE, reason: '', ...given }, source);

export function active(world: World): GrantIn<'active'> {
  const grant = world.broker.grants.get(GRANT);
  if (grant?.status !== 'active') throw new Error('It is active.');
  return grant;
}

/** Held for 15 min, and an extension by 15 min waits for people. */
export async function makeAsked(): Promise<World> {
  const world = await makeElevated();
  world.broker.offers = [makeOffer('billing-read', { reviewed: true })];
  expect(await extend(world)).toEqual({ ok: true, value: null });
  await settle();
  return world;
}

/** What people decided, as the stream tells it. */
export function decide(
  world: World,
  outcome: 'approved' | 'denied' | 'lapsed',
  seconds = MORE,
  comment = 'Not now',
): void {
  const grant = active(world);
  const [extension] = grant.extensions;
  const by = { id: grant.person.id, name: 'Robin' };
  const verdict = outcome === 'approved' ? 'approve' : 'deny';
  const review = { by, at: 0, verdict, comment, durationSeconds: null } as const;
  world.clock.advance(1000);
  world.broker.push({
    ...grant,
    expiresAt: grant.expiresAt + (outcome === 'approved' ? seconds * 1000 : 0),
    extensions: [{ ...extension!, outcome, reviews: outcome === 'lapsed' ? [] : [review] }],
  });
}
