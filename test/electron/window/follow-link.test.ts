/** A link that came from another program: it shows a place and opens the window, or becomes a notice. */
import { describe, expect, it } from 'vitest';
import type { NoticeText } from '../../../electron/ports/desktop.ts';
import { followLink } from '../../../electron/window/follow-link.ts';
import { linkIn } from '../../../electron/window/link-in.ts';

function follow(link: string) {
  const done: unknown[] = [];
  const notices: NoticeText[] = [];
  followLink(link, {
    core: { goTo: (place) => done.push(place) },
    notifier: { show: (notice) => notices.push(notice) },
    openWindow: () => done.push('open'),
  });
  return { done, notices };
}

describe('following a link', () => {
  it('shows the filled-in form, and then the window', () => {
    const { done } = follow('stint://request/billing-fix?reason=Void&duration=15m');
    const prefill = { reason: 'Void', ticket: '', durationSeconds: 900 };
    expect(done).toEqual([{ place: 'request', profileId: 'billing-fix', prefill }, 'open']);
  });
  it('shows the one review, and gives none', () => {
    const grantId = '01JGTESTGRANT0000000000001';
    expect(follow(`stint://review/${grantId}`).done).toEqual([{ place: 'approvals', grantId }, 'open']);
  });
  it('says by a notice why it goes nowhere, without what the link said, and opens nothing', () => {
    const { done, notices } = follow('stint://evil/%3Cb%3Ebold');
    expect(done).toEqual([]);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.body).toContain('Nothing was asked for.');
    expect(notices[0]?.body).not.toContain('bold');
  });
});

describe('the link of a command line', () => {
  it('is the one argument with our scheme', () => {
    expect(linkIn(['/opt/stint', '--lang=de', 'stint://request/bastion'])).toBe('stint://request/bastion');
  });
  it('is none where there is none, or more than one', () => {
    expect(linkIn(['/opt/stint', 'https://example.org/stint://x'])).toBeUndefined();
    expect(linkIn(['stint://request/a1', 'stint://request/b2'])).toBeUndefined();
  });
});
