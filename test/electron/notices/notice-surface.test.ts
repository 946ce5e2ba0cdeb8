import { describe, expect, it } from 'vitest';
import { createNoticeSurface } from '../../../electron/notices/notice-surface.ts';
import type { CoreNotice, NoticeAction } from '../../../electron/ports/core.ts';
import type { NoticeText } from '../../../electron/ports/desktop.ts';

const NOTICE: CoreNotice = {
  id: 'approved:1',
  occasion: 'approved',
  title: 'Approved',
  body: 'Start when you like.',
  urgent: false,
  place: { place: 'access' },
  action: null,
};

function makeSurface() {
  const done: unknown[] = [];
  const shown: NoticeText[] = [];
  let tell: (notice: CoreNotice) => void = () => undefined;
  let over: (id: string) => void = () => undefined;
  const undo = createNoticeSurface({
    core: {
      onNotice: (listener) => {
        tell = listener;
        return () => done.push('undone');
      },
      onNoticeOver: (listener) => {
        over = listener;
        return () => done.push('undone');
      },
      goTo: (place) => done.push(['goTo', place]),
      perform: async (act, payload, source) => {
        done.push([act, payload, source]);
        return { ok: true, value: null as never };
      },
    },
    notifier: { show: (notice) => shown.push(notice), close: (id) => done.push(['close', id]) },
    openWindow: () => done.push('open'),
  });
  return { done, shown, undo, tell: (notice: CoreNotice) => tell(notice), over: (id: string) => over(id) };
}

describe('a notice', () => {
  it('leads to its place before the window opens, and has no button where nothing is to be done', () => {
    const { done, shown, tell } = makeSurface();
    tell({ ...NOTICE, place: { place: 'approvals', grantId: 'G1' } });
    expect(shown[0]?.button).toBeNull();
    shown[0]?.onClick();
    expect(done).toEqual([['goTo', { place: 'approvals', grantId: 'G1' }], 'open']);
  });

  it.each<[NoticeAction, unknown]>([
    [
      { act: 'grant:start', label: 'Start', grantId: 'G1' },
      ['grant:start', { grantId: 'G1' }, 'notification'],
    ],
    [
      { act: 'grant:extend', label: 'Extend by 15 min', grantId: 'G1', durationSeconds: 900 },
      ['grant:extend', { grantId: 'G1', durationSeconds: 900, reason: '' }, 'notification'],
    ],
  ])('has a button that does %j and nothing more', (action, expected) => {
    const { done, shown, tell } = makeSurface();
    tell({ ...NOTICE, action });
    expect(shown[0]?.button?.label).toBe(action.label);
    shown[0]?.button?.onClick();
    expect(done).toEqual([expected]);
  });

  it('is closed when what it tells of is over', () => {
    const { done, over, undo } = makeSurface();
    over('waits:G1');
    expect(done).toEqual([['close', 'waits:G1']]);
    undo();
    expect(done.slice(1)).toEqual(['undone', 'undone']);
  });
});
