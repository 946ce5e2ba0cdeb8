import { describe, expect, it } from 'vitest';
import { checkDraft, draftSeconds, firstDraft, rungs, toPayload } from '../../../renderer/request/draft.ts';
import { CALL_PAYLOADS } from '../../../shared/ipc.ts';
import { DURATION_LADDER_SECONDS } from '../../../shared/duration.ts';
import { makeOpen } from '../harness/make-snapshot.ts';

const offer = makeOpen({
  durationsSeconds: [900, 1800, 3600],
  longestSeconds: 3600,
  reasonRequired: true,
  ticketRequired: true,
});
const good = { ...firstDraft(offer, 1800), reason: ' Void the second invoice ', ticket: ' SUP-1932 ' };

describe('the draft of a request', () => {
  it('begins with half an hour, or with what comes nearest', () => {
    expect(firstDraft(offer, 1800).duration).toBe(1800);
    expect(firstDraft(makeOpen({ durationsSeconds: [20, 60] }), 1800).duration).toBe(60);
    expect(firstDraft(makeOpen({ durationsSeconds: [3600] }), 1800).duration).toBe(3600);
  });

  it('takes over what a link filled in, but no more time than policy allows', () => {
    const prefill = { reason: 'Void', ticket: 'SUP-1', durationSeconds: 900 };
    expect(firstDraft(offer, 1800, prefill)).toMatchObject({
      reason: 'Void',
      ticket: 'SUP-1',
      duration: 900,
    });
    expect(firstDraft(offer, 1800, { ...prefill, durationSeconds: 1200 })).toMatchObject({
      duration: 'other',
      minutes: '20',
    });
    expect(firstDraft(offer, 1800, { ...prefill, durationSeconds: 7200 }).duration).toBe(1800);
  });

  it('passes when all is given, and is sent trimmed, in a form main accepts', () => {
    expect(checkDraft(good, offer)).toEqual({});
    const payload = toPayload('billing-fix', good);
    expect(payload).toEqual({
      profileId: 'billing-fix',
      durationSeconds: 1800,
      reason: 'Void the second invoice',
      ticket: 'SUP-1932',
    });
    expect(CALL_PAYLOADS['grant:request'].safeParse(payload).success).toBe(true);
  });

  it('sends no ticket where none is typed', () => {
    expect(toPayload('p-1', { ...good, ticket: '  ' }).ticket).toBeNull();
  });

  it.each([
    ['no reason', { reason: ' \n ' }, 'reason'],
    ['a reason that is too long', { reason: 'x'.repeat(1001) }, 'reason'],
    ['a reason that turns the reading direction', { reason: 'ok \u202e ko' }, 'reason'],
    ['no ticket', { ticket: '' }, 'ticket'],
    ['a ticket with a control character', { ticket: 'A\u0000B' }, 'ticket'],
    ['minutes over the ceiling', { duration: 'other', minutes: '61' }, 'duration'],
    ['no minutes', { duration: 'other', minutes: '' }, 'duration'],
    ['zero minutes', { duration: 'other', minutes: '0' }, 'duration'],
    ['half minutes', { duration: 'other', minutes: '1.5' }, 'duration'],
    ['minus minutes', { duration: 'other', minutes: '-5' }, 'duration'],
    ['words for minutes', { duration: 'other', minutes: '1e3' }, 'duration'],
  ] as const)('refuses %s, and says so at that field alone', (_what, change, field) => {
    const errors = checkDraft({ ...good, ...change }, offer);
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toMatch(/^[A-Z].*\.$/u);
  });

  it('takes whole minutes of one’s own up to the ceiling', () => {
    const own = { ...good, duration: 'other', minutes: ' 60 ' } as const;
    expect(checkDraft(own, offer)).toEqual({});
    expect(draftSeconds(own)).toBe(3600);
  });

  it('needs neither reason nor ticket where policy needs none', () => {
    expect(checkDraft({ ...good, reason: '', ticket: '' }, makeOpen())).toEqual({});
  });

  it('shows the next rung above the ceiling, refused', () => {
    expect(rungs(offer, DURATION_LADDER_SECONDS).at(-1)).toEqual({ seconds: 7200, allowed: false });
    const all = makeOpen({ durationsSeconds: DURATION_LADDER_SECONDS, longestSeconds: 28_800 });
    expect(rungs(all, DURATION_LADDER_SECONDS).every(({ allowed }) => allowed)).toBe(true);
  });
});
