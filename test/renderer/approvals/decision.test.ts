import { describe, expect, it } from 'vitest';
import { latestDecision } from '../../../renderer/approvals/decision.ts';
import { decisionWords } from '../../../renderer/words/approval-words.ts';
import type { Extension, GrantIn } from '../../../shared/grant.ts';
import { KIM, makeReview, ROBIN } from '../harness/make-inbox.ts';
import { makeReceipt } from '../harness/make-grants.ts';
import { HOUR_MS, makeActive, makePending, MINUTE_MS } from '../harness/make-snapshot.ts';

const NOW = Date.UTC(2026, 10, 24, 12);

function active(more: Partial<GrantIn<'active'>> = {}): GrantIn<'active'> {
  const { grant } = makeActive(NOW);
  if (grant.status !== 'active') throw new Error('makeActive is active');
  return { ...grant, ...more };
}

function extension(more: Partial<Extension> = {}): Extension {
  return {
    askedAt: NOW - 10 * MINUTE_MS,
    durationSeconds: 900,
    reason: 'More invoices',
    needs: { count: 1, group: 'dba' },
    reviewBy: NOW + 10 * MINUTE_MS,
    reviews: [],
    outcome: 'pending',
    ...more,
  };
}

describe('latestDecision', () => {
  it('is none while people are still to decide', () => {
    expect(latestDecision(makePending(NOW).grant)).toBeNull();
  });

  it('names who approved, and the length that was granted, which may be shorter than asked', () => {
    const review = makeReview(NOW - MINUTE_MS, { durationSeconds: 900 });
    expect(latestDecision(active({ reviews: [review] }))).toMatchObject({
      what: 'request',
      outcome: 'approved',
      by: KIM,
      at: NOW - MINUTE_MS,
      seconds: 900,
      endedAt: null,
    });
  });

  it('names who denied, with their comment', () => {
    const { grant } = makeReceipt({ endedAt: NOW, startedAt: null, why: 'denied', note: 'See the runbook.' });
    const review = makeReview(NOW, { verdict: 'deny', by: ROBIN, comment: 'See the runbook.' });
    expect(latestDecision({ ...grant, reviews: [review] })).toMatchObject({
      outcome: 'denied',
      by: ROBIN,
      comment: 'See the runbook.',
      endedAt: null,
    });
  });

  it('names nobody where policy denied at the start what a person had approved', () => {
    const { grant } = makeReceipt({
      endedAt: NOW,
      startedAt: null,
      why: 'denied',
      note: 'No longer in payments.',
    });
    expect(latestDecision({ ...grant, reviews: [makeReview(NOW - HOUR_MS)] })).toMatchObject({
      outcome: 'denied',
      by: null,
      at: NOW,
      comment: 'No longer in payments.',
    });
  });

  it('speaks of the extension once people have decided it, and of the request until then', () => {
    const reviews = [makeReview(NOW - HOUR_MS)];
    expect(latestDecision(active({ reviews, extensions: [extension()] }))?.what).toBe('request');
    const denied = extension({
      outcome: 'denied',
      reviews: [makeReview(NOW, { verdict: 'deny', comment: 'Hand over.' })],
    });
    expect(latestDecision(active({ reviews, extensions: [denied] }))).toMatchObject({
      what: 'extension',
      outcome: 'denied',
      comment: 'Hand over.',
      seconds: 900,
    });
  });

  it('says what happened in words a person would use', () => {
    const { grant } = makeReceipt({ endedAt: NOW - MINUTE_MS, why: 'released' });
    const decision = latestDecision({ ...grant, reviews: [makeReview(NOW - HOUR_MS)] });
    expect(decision && decisionWords(decision, NOW)).toMatch(
      /^30 min approved by Kim Sand \d\d:\d\d, ended \d\d:\d\d$/u,
    );
    const lapsed = latestDecision(makeReceipt({ endedAt: NOW, startedAt: null, why: 'lapsed' }).grant);
    expect(lapsed && decisionWords(lapsed, NOW)).toMatch(
      /^lapsed \d\d:\d\d, not reviewed or started in time$/u,
    );
  });
});
