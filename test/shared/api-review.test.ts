/** Reviews and extensions on the wire: what fits passes, what does not is refused. */
import { describe, expect, it } from 'vitest';
import {
  extendClaims,
  extendRequest,
  reviewRequest,
  type ExtendRequestBody,
  type ReviewRequestBody,
} from '../../shared/api-review.ts';

const review: ReviewRequestBody = { digest: 'a'.repeat(64), verdict: 'approve', source: 'window' };
const extend: ExtendRequestBody = {
  deviceId: 'd'.repeat(43),
  durationSeconds: 900,
  reason: '',
  proof: 'x',
  source: 'tray-menu',
};

describe('a review', () => {
  it('passes with a comment and a shorter duration, and without', () => {
    expect(reviewRequest.parse(review)).toEqual(review);
    const full = { ...review, comment: 'Only this once', durationSeconds: 900 };
    expect(reviewRequest.parse(full)).toEqual(full);
  });
  it.each([
    ['another verdict', { verdict: 'maybe' }],
    ['no digest', { digest: '' }],
    ['a digest in capitals', { digest: 'A'.repeat(64) }],
    ['a comment that is too long', { comment: 'x'.repeat(1001) }],
    ['a comment that turns the line around', { comment: 'safe \u202Eton' }],
    ['a duration of no time', { durationSeconds: 0 }],
    ['more than it may say', { by: 'somebody else' }],
  ])('is refused with %s', (_, more) => {
    expect(reviewRequest.safeParse({ ...review, ...more }).success).toBe(false);
  });
});

describe('an extension', () => {
  it('passes', () => {
    expect(extendRequest.parse(extend)).toEqual(extend);
  });
  it.each([
    ['more than a day', { durationSeconds: 86_401 }],
    ['a proof too long to be one', { proof: 'x'.repeat(5000) }],
    ['a reason with control characters', { reason: 'a\u0000b' }],
  ])('is refused with %s', (_, more) => {
    expect(extendRequest.safeParse({ ...extend, ...more }).success).toBe(false);
  });
  it('is proved for this purpose only', () => {
    const claims = {
      purpose: 'extend',
      grantId: '01JGTESTGRANT0000000000001',
      durationSeconds: 900,
      signedAt: '2026-01-05T12:00:00Z',
      nonce: 'n'.repeat(22),
    };
    expect(extendClaims.safeParse(claims).success).toBe(true);
    expect(extendClaims.safeParse({ ...claims, purpose: 'start' }).success).toBe(false);
  });
});
