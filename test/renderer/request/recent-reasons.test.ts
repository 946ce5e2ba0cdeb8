import { describe, expect, it } from 'vitest';
import { recentReasons } from '../../../renderer/request/recent-reasons.tsx';
import type { Receipt } from '../../../shared/receipt.ts';
import { makeReceipt } from '../harness/make-grants.ts';

const now = Date.UTC(2026, 10, 24);
const withReason = (reason: string, profileId = 'billing-fix'): Receipt => {
  const receipt = makeReceipt({ endedAt: now });
  return { ...receipt, grant: { ...receipt.grant, profileId, reason } };
};

describe('recent reasons', () => {
  it('are the latest three different ones of the same profile', () => {
    const history = ['a', 'b', 'a', ' ', 'c', 'd'].map((reason) => withReason(reason));
    expect(recentReasons([withReason('other', 'bastion'), ...history], 'billing-fix')).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
  it('are none where nothing was asked for with a reason', () => {
    expect(recentReasons([withReason('')], 'billing-fix')).toEqual([]);
  });
});
