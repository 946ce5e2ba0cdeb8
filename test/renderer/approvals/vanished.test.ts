import { describe, expect, it } from 'vitest';
import { shorterThan } from '../../../renderer/approvals/shorter.ts';
import { keyOf, vanished } from '../../../renderer/approvals/vanished.ts';
import { askedWords, asksFor, latelyWords, progressWords } from '../../../renderer/words/approval-words.ts';
import { EMPTY_INBOX } from '../../../shared/inbox.ts';
import { KIM, makeExtensionItem, makeInboxItem, makeReview, ROBIN } from '../harness/make-inbox.ts';
import { makeReceipt } from '../harness/make-grants.ts';
import { MINUTE_MS } from '../harness/make-snapshot.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const item = makeInboxItem(NOW, 30);

describe('vanished', () => {
  it('says who was faster', () => {
    const { grant } = makeReceipt({ number: 30, endedAt: NOW, startedAt: null, why: 'denied', note: 'No.' });
    const decided = [{ ...grant, reviews: [makeReview(NOW, { verdict: 'deny', comment: 'No.' })] }];
    const [gone] = vanished([item], { waiting: [], decided }, new Set());
    expect(gone?.item).toBe(item);
    expect(gone?.sentence).toMatch(/^Handled by Kim Sand at \d\d:\d\d: denied Fix a customer record/u);
  });

  it('says nothing of what this person has reviewed, nor of what still waits', () => {
    expect(vanished([item], EMPTY_INBOX, new Set([keyOf(item)]))).toEqual([]);
    expect(vanished([item], { waiting: [item], decided: [] }, new Set())).toEqual([]);
  });

  it('does not guess where the inbox does not say what became of it', () => {
    expect(vanished([item], EMPTY_INBOX, new Set())).toEqual([{ item, sentence: null }]);
  });

  it('tells a request that was reviewed from a later extension of the same grant', () => {
    const extension = { ...makeExtensionItem(NOW, 30), digest: 'f'.repeat(64) };
    expect(vanished([extension], EMPTY_INBOX, new Set([keyOf(item)]))).toHaveLength(1);
  });
});

describe('the words of an item', () => {
  it('tell a request from an extension and its later end', () => {
    expect(asksFor(item, NOW)).toBe('asks for 30 min');
    expect(asksFor(makeExtensionItem(NOW, 33), NOW)).toMatch(/^asks for 30 min more, to end at \d\d:\d\d$/u);
  });

  it('tell what the person did lately, also when that is nothing', () => {
    expect(latelyWords(item, NOW)).toMatch(
      /^Used 3 times in 30 days, last until yesterday \d\d:\d\d; denied once$/u,
    );
    const fresh = { ...item, lately: { started: 0, denied: 0, lastEndedAt: null } };
    expect(latelyWords(fresh, NOW)).toBe('Not used in 30 days');
  });

  it('tell who else was asked, and how far it is where several must approve', () => {
    expect(askedWords(item)).toBe('1 of dba: you, Kim Sand');
    const one = { count: 1, group: 'dba' };
    const two = { count: 2, group: 'dba' };
    const given = { ...makeReview(NOW - MINUTE_MS), group: 'dba' };
    expect(progressWords([], one)).toBeNull();
    expect(progressWords([given], two)).toBe(`1 of 2 approved, by ${KIM.name}`);
    expect(progressWords([], two)).toBe('0 of 2 approved');
  });

  it('tell which groups come after, and who approved before', () => {
    const needs = { count: 2, group: 'dba', then: [{ count: 1, group: 'security' }] };
    const [earlier, given] = [
      makeReview(NOW - MINUTE_MS, { group: 'leads' }),
      makeReview(NOW, { group: 'dba', by: ROBIN }),
    ];
    expect(askedWords({ ...item, needs })).toBe('2 of dba: you, Kim Sand, then 1 of security');
    expect(progressWords([earlier], needs)).toBe('Approved before by Kim Sand; 0 of 2 approved');
    expect(progressWords([earlier, given], needs)).toBe(
      'Approved before by Kim Sand; 1 of 2 approved, by Robin West',
    );
    const last = { count: 1, group: 'security' };
    expect(progressWords([earlier], last)).toBe('Approved before by Kim Sand');
  });
});

describe('shorterThan', () => {
  it('offers the nearest rungs below what is asked, and none where nothing is shorter', () => {
    expect(shorterThan(3600)).toEqual([300, 600, 900, 1800]);
    expect(shorterThan(1800)).toEqual([60, 300, 600, 900]);
    expect(shorterThan(60)).toEqual([]);
  });
});
