import { describe, expect, it } from 'vitest';
import { filterReceipts } from '../../../renderer/history/filter.ts';
import { decisionLines, receiptText } from '../../../renderer/words/history-words.ts';
import { makeReceipt, makeReviewedReceipt } from '../harness/make-grants.ts';
import { HOUR_MS } from '../harness/make-snapshot.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const used = makeReviewedReceipt(NOW);
const denied = makeReceipt({
  number: 52,
  endedAt: NOW - HOUR_MS,
  startedAt: null,
  why: 'denied',
  profileName: 'Close the payroll month',
  note: 'See the Übergabe page.',
});
const all = [used, denied];

describe('filterReceipts', () => {
  it('shows all while nothing is asked, and tells used ones from those that were not granted', () => {
    expect(filterReceipts(all, '  ', 'all')).toEqual(all);
    expect(filterReceipts(all, '', 'used')).toEqual([used]);
    expect(filterReceipts(all, '', 'not-granted')).toEqual([denied]);
  });

  it('finds every word in name, reason or note, whatever its case and accents', () => {
    expect(filterReceipts(all, 'PAYROLL ubergabe', 'all')).toEqual([denied]);
    expect(filterReceipts(all, 'twice billing', 'all')).toEqual([used]);
    expect(filterReceipts(all, 'payroll twice nowhere', 'all')).toEqual([]);
  });
});

describe('the words of a receipt', () => {
  it('tell each review and extension', () => {
    expect(decisionLines(used, NOW)).toEqual([
      expect.stringMatching(/^Approved for 15 min by Kim Sand, \d\d:\d\d: “Half will do\.”$/u),
      expect.stringMatching(/^15 min more asked \d\d:\d\d, approved: “Two more invoices”$/u),
    ]);
    expect(decisionLines(denied, NOW)).toEqual([]);
  });

  it('as text hold person, times, decisions and every proof', () => {
    const text = receiptText(used, NOW);
    for (const part of [
      'Read the billing database',
      'Erin North',
      '✓ Keychain: deleted',
      '✓ Login removed',
      '“Invoice',
    ])
      expect(text).toContain(part);
    expect(text.split('\n').every((line) => line.trim() !== '')).toBe(true);
  });
});
