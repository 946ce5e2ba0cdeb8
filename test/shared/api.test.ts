/** The wire: what fits passes unchanged both ways, what does not is refused. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { grant as grantSchema } from '../../shared/api-grant.ts';
import { grantRequest, sealedHeader, startClaims } from '../../shared/api.ts';
import { CALLS } from '../../shared/channels.ts';
import { CALL_PAYLOADS } from '../../shared/ipc.ts';
import { PROBLEM_CODES, PROBLEM_STATUS } from '../../shared/problem.ts';
import { grants } from './grant-samples.ts';

describe('grants on the wire', () => {
  for (const sample of Object.values(grants)) {
    it(`carries a grant that is ${sample.status} there and back`, () => {
      const wire = z.encode(grantSchema, sample);
      expect(wire.requestedAt).toBe('2026-01-05T12:00:00.000Z');
      expect(z.decode(grantSchema, JSON.parse(JSON.stringify(wire)) as typeof wire)).toEqual(sample);
    });
  }
  it('refuses an active grant without an end', () => {
    const { expiresAt: _, ...rest } = z.encode(grantSchema, grants.active) as Record<string, unknown>;
    expect(grantSchema.safeParse(rest).success).toBe(false);
  });
});

describe('asking', () => {
  const good = {
    profileId: 'billing-read',
    durationSeconds: 900,
    reason: 'Look at invoice 7',
    source: 'tray-menu',
  };
  it('accepts a plain request', () => {
    expect(grantRequest.safeParse(good).success).toBe(true);
  });
  it.each([
    ['a duration of 0', { durationSeconds: 0 }],
    ['a negative duration', { durationSeconds: -900 }],
    ['a fractional duration', { durationSeconds: 900.5 }],
    ['a duration over a day', { durationSeconds: 86_401 }],
    ['a duration in words', { durationSeconds: '900' }],
    ['a reason of 5,000 characters', { reason: 'x'.repeat(5000) }],
    ['a reason with control characters', { reason: 'bell\u0007' }],
    ['a reason with a bidirectional override', { reason: 'a\u202eb' }],
    ['a malformed profile', { profileId: '../etc/passwd' }],
    ['an extra field', { admin: true }],
    ['no source', { source: undefined }],
    ['a source there is not', { source: 'somewhere' }],
  ])('refuses %s', (_, change) => {
    expect(grantRequest.safeParse({ ...good, ...change }).success).toBe(false);
  });
});

describe('sealing and signing', () => {
  it('knows one algorithm only', () => {
    const alg = sealedHeader.shape.alg.safeParse('ECDH-ES+A256KW');
    const enc = sealedHeader.shape.enc.safeParse('A128CBC-HS256');
    expect([alg.success, enc.success]).toEqual([false, false]);
  });
  it('signs for one purpose only', () => {
    expect(startClaims.shape.purpose.safeParse('extend').success).toBe(false);
  });
});

describe('tables', () => {
  it('has a payload for each call and no other', () => {
    expect(Object.keys(CALL_PAYLOADS).sort()).toEqual([...CALLS].sort());
  });
  it('has an HTTP error status for each problem', () => {
    for (const code of PROBLEM_CODES) expect(PROBLEM_STATUS[code]).toBeGreaterThanOrEqual(400);
  });
});
