/** The tray before the app behind it is loaded: no click is lost, and none is carried out twice. */
import { describe, expect, it } from 'vitest';
import { createStartingTray, STARTING_MENU, type TrayClicks } from '../../../electron/tray/starting.ts';

function makeHeir(): { readonly clicks: TrayClicks; readonly done: readonly unknown[] } {
  const done: unknown[] = [];
  return {
    clicks: { onActivate: () => done.push('activate'), onOrder: (order) => done.push(order) },
    done,
  };
}

describe('the starting tray', () => {
  it('keeps the last click until somebody carries it out, once', () => {
    const tray = createStartingTray();
    tray.onActivate();
    tray.onOrder({ order: 'open' });
    const { clicks, done } = makeHeir();
    tray.handOver(clicks);
    expect(done).toEqual([{ order: 'open' }]);
    tray.onActivate();
    expect(done).toEqual([{ order: 'open' }, 'activate']);
  });

  it('does not lose a link to the opening that comes after it', () => {
    const tray = createStartingTray();
    tray.onOrder({ order: 'follow-link', link: 'stint://request/bastion' });
    tray.onOrder({ order: 'open' });
    const { clicks, done } = makeHeir();
    tray.handOver(clicks);
    expect(done).toEqual([{ order: 'follow-link', link: 'stint://request/bastion' }]);
    tray.onOrder({ order: 'open' });
    expect(done).toHaveLength(2);
  });

  it('carries out nothing when nothing was clicked', () => {
    const { clicks, done } = makeHeir();
    createStartingTray().handOver(clicks);
    expect(done).toEqual([]);
  });

  it('offers to open and to quit, and nothing about access', () => {
    const labels = STARTING_MENU.map((entry) => (entry.kind === 'separator' ? '' : entry.label));
    expect(labels).toEqual(['Starting…', '', 'Open Stint', 'Quit']);
  });
});
