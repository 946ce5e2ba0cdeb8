// What the broker tells in its time, by this computer's clock: every instant is turned, none is forgotten.
import { describe, expect, it } from 'vitest';
import type { Grant, Status } from '../../../shared/grant.ts';
import { toLocalGrant } from '../../../electron/session/local-time.ts';
import { grants, review } from '../../shared/grant-samples.ts';

const AHEAD_MS = 90_000;

/** Everything that is an instant by its name, with where it stands. */
function instantsIn(value: unknown, at = ''): readonly (readonly [string, number])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]): readonly (readonly [string, number])[] => {
    const path = `${at}.${key}`;
    if (typeof each === 'number') return /^at$|At$|By$/u.test(key) ? [[path, each]] : [];
    return instantsIn(each, path);
  });
}

describe('a grant by this computer’s clock', () => {
  it.each(Object.keys(grants) as Status[])('has each instant of one that is %s turned', (status) => {
    const plain: Grant = grants[status];
    const reviews = [review];
    const told = {
      ...plain,
      reviews,
      ...('afterwards' in plain ? { afterwards: { ...plain.afterwards, reviews } } : {}),
    } as Grant;
    const before = instantsIn(told);
    expect(before.length).toBeGreaterThan(1);
    expect(instantsIn(toLocalGrant(told, AHEAD_MS))).toEqual(
      before.map(([path, instant]) => [path, instant - AHEAD_MS]),
    );
  });
});
