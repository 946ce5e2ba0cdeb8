import { describe, expect, it, vi } from 'vitest';
import type { NoticeText } from '../../../electron/ports/desktop.ts';
import type { TrayOrder } from '../../../electron/tray/menu-entry.ts';
import { createTrayOrders } from '../../../electron/tray/tray-orders.ts';
import type { CallError } from '../../../shared/result.ts';
import { makeId } from '../make-snapshot.ts';

function makeOrders(error?: CallError) {
  const done: unknown[] = [];
  const notices: NoticeText[] = [];
  const carryOut = createTrayOrders({
    core: {
      perform: async (act, payload, source) => {
        done.push([act, payload, source]);
        return error === undefined ? { ok: true, value: null as never } : { ok: false, error };
      },
      goTo: (place) => done.push(['goTo', place]),
    },
    notifier: { show: (notice) => notices.push(notice) },
    openWindow: () => done.push('open'),
    askToQuit: () => done.push('quit?'),
  });
  return { done, notices, carryOut };
}

const orders: readonly [TrayOrder, unknown][] = [
  [
    { order: 'grant:request', profileId: 'logs', durationSeconds: 900 },
    ['grant:request', { profileId: 'logs', durationSeconds: 900, reason: '', ticket: null }, 'tray-menu'],
  ],
  [{ order: 'grant:start', grantId: makeId(1) }, ['grant:start', { grantId: makeId(1) }, 'tray-menu']],
  [{ order: 'grant:release', grantId: makeId(1) }, ['grant:release', { grantId: makeId(1) }, 'tray-menu']],
  [{ order: 'grant:withdraw', grantId: makeId(1) }, ['grant:withdraw', { grantId: makeId(1) }, 'tray-menu']],
  [
    { order: 'grant:extend', grantId: makeId(1), durationSeconds: 900 },
    ['grant:extend', { grantId: makeId(1), durationSeconds: 900, reason: '' }, 'tray-menu'],
  ],
  [{ order: 'grant:release-all' }, ['grant:release-all', {}, 'tray-menu']],
  [
    { order: 'credential:copy', leaseId: makeId(2), what: 'url' },
    ['credential:copy', { leaseId: makeId(2), what: 'url' }, 'tray-menu'],
  ],
  [{ order: 'open' }, 'open'],
  [{ order: 'quit' }, 'quit?'],
];

describe('the orders of the tray menu', () => {
  it.each(orders)('%j is carried out with the tray as source', (order, expected) => {
    const { done, notices, carryOut } = makeOrders();
    carryOut(order);
    expect(done).toEqual([expected]);
    expect(notices).toEqual([]);
  });

  it('shows a place before it opens the window', () => {
    const { done, carryOut } = makeOrders();
    const place = { place: 'request', profileId: 'fix' } as const;
    carryOut({ order: 'show', place });
    expect(done).toEqual([['goTo', place], 'open']);
  });

  it('tells of a bug by a notice that opens the window', async () => {
    const { done, notices, carryOut } = makeOrders({ kind: 'bug', reference: 'a1b2' });
    carryOut({ order: 'grant:request', profileId: 'logs', durationSeconds: 900 });
    await vi.waitFor(() => {
      expect(notices).toHaveLength(1);
    });
    expect(notices[0]?.body).toContain('a1b2');
    notices[0]?.onClick();
    expect(done.at(-1)).toBe('open');
  });

  it('leaves a refusal to the core, which tells of it', async () => {
    const refused = makeOrders({ kind: 'refused', sentence: 'Policy says no.', field: null });
    const broken = makeOrders({ kind: 'bug', reference: 'a1b2' });
    for (const { carryOut } of [refused, broken]) {
      carryOut({ order: 'grant:request', profileId: 'logs', durationSeconds: 900 });
    }
    // What came after it has been told: so it would have been, too.
    await vi.waitFor(() => {
      expect(broken.notices).toHaveLength(1);
    });
    expect(refused.notices).toEqual([]);
  });

  it('says nothing about what the person has cancelled', async () => {
    const { done, notices, carryOut } = makeOrders({ kind: 'cancelled' });
    carryOut({ order: 'grant:release-all' });
    await Promise.resolve();
    await Promise.resolve();
    expect([done.length, notices.length]).toEqual([1, 0]);
  });
});
