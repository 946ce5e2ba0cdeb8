/** What tests look at in a world, and the one order that most of them give. */
import { expect } from 'vitest';
import { SECRET } from '../../fakes/fake-broker-client.ts';
import { makeId } from '../../fakes/make-grant.ts';
import type { World } from './make-core.ts';

/** The first grant of a world. */
export const GRANT = makeId(1);

export const items = (world: World): number => world.keychain.items('Stint').size;
export const last = (world: World): string | undefined => world.broker.calls.at(-1);
export const occasions = (world: World): readonly string[] => world.notices.map(({ occasion }) => occasion);
export const release = (world: World): Promise<unknown> =>
  world.core.perform('grant:release', { grantId: GRANT }, 'window');

export function sentenceOf(result: unknown): string {
  return (result as { error: { sentence: string } }).error.sentence;
}

/** Nothing is held, every secret is zeroed and every key forgotten, and no file or notice holds a secret. */
export function expectClean(world: World): void {
  expect(world.keychain.items('Stint').size).toBe(0);
  expect(world.custodian.holdings()).toEqual([]);
  expect(world.sealing.forgotten).toBe(world.sealing.made);
  for (const secret of world.sealing.secrets) expect(secret.every((byte) => byte === 0)).toBe(true);
  const { journal, preferences, history, outbox } = world.files;
  const written = [journal, preferences, history, outbox].map((file) => file.written());
  expect(JSON.stringify([world.now(), world.notices, written])).not.toContain(SECRET);
}
