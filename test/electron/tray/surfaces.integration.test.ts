// The real tray icon, menu, window, notices and clipboard, driven from outside as a person and a panel would.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDesktop, type Desktop } from '../../desktop/desktop.ts';
import { waitFor } from '../../desktop/wait.ts';
import { makeActive, makeId, makeOffer, makeSnapshot, makeWaiting } from '../make-snapshot.ts';
import { startSurfaceApp, type SurfaceApp } from '../surface-app/surface-app.ts';

const MINUTE_MS = 60_000;
const EVIL = 'Read R&D <b>all</b>';

describe('the real surfaces', () => {
  let desktop: Desktop;
  let app: SurfaceApp;
  /** Words of the windows on the display. */
  const windowTitles = (): string => {
    try {
      const found = execFileSync('xdotool', ['search', '--onlyvisible', '--name', 'revision'], {
        env: desktop.env,
      });
      const [number] = found.toString().trim().split('\n');
      return execFileSync('xdotool', ['getwindowname', number ?? ''], { env: desktop.env })
        .toString()
        .trim();
    } catch {
      return '';
    }
  };

  beforeAll(async () => {
    desktop = await createDesktop({ keyring: 'none' });
    app = await startSurfaceApp(desktop, makeSnapshot());
  });
  afterAll(() => desktop.stop());

  it('show an idle icon, its words and its menu', async () => {
    const state = await waitFor('the tooltip', async () => {
      const read = await app.item.read();
      return read.tooltip === 'Stint · Nothing active' ? read : undefined;
    });
    expect(state.icon?.width).toBeGreaterThanOrEqual(22);
    const labels = (await app.item.menu()).map(({ label }) => label);
    expect(labels).toEqual([
      'Elevate',
      'Read the billing database · 30 min',
      'All profiles',
      '',
      'Open Stint',
      'Quit',
    ]);
  });

  it('elevate by one click, with the tray as source, and tell of a bug by an escaped notice', async () => {
    await app.item.click('Read the billing database · 30 min');
    await app.waitForTold('the act', {
      act: 'grant:request',
      payload: { profileId: 'billing-read', durationSeconds: 1800, reason: '', ticket: null },
      source: 'tray-menu',
    });
    const shown = await desktop.notifications.waitFor('of the bug', ({ body }) => body.includes('test '));
    expect(shown.body).toContain('test &lt;no&gt; &amp; no');
  });

  it('redraw the icon, the words and the menu when access begins', async () => {
    const before = (await app.item.read()).icon?.sha256;
    const now = Date.now();
    app.order({
      order: 'state',
      snapshot: makeSnapshot({
        live: [
          makeActive(EVIL, 24 * MINUTE_MS, { now }),
          makeWaiting('pending', 'Fix a customer record', 300),
        ],
        profiles: { revision: 2, loading: false, offers: [makeOffer('logs', 'Look at production logs')] },
        favourites: ['logs'],
      }),
    });
    await waitFor('the words', async () =>
      (await app.item.read()).tooltip.startsWith('24 min · Read R&D ‹b›'),
    );
    await waitFor('another picture', async () => (await app.item.read()).icon?.sha256 !== before);
    const menu = await app.item.menu();
    expect(menu.map(({ label }) => label)).toContain(`${EVIL} · 24 min`);
    expect(menu.find(({ label }) => label.startsWith(EVIL))?.children.map(({ label }) => label)).toEqual([
      'Copy password',
      'Copy URL',
      'Copy psql command',
      '',
      'Release',
    ]);
    expect(menu.map(({ label }) => label)).toContain('★ Look at production logs · 30 min');
  });

  it('carry out what a submenu orders', async () => {
    await app.item.click(`${EVIL} · 24 min`, 'Copy URL');
    await app.waitForTold('the copy', {
      act: 'credential:copy',
      payload: { leaseId: makeId(101), what: 'url' },
    });
    await app.item.click('Fix a customer record · waiting for review', 'Withdraw');
    await app.waitForTold('the withdrawal', { act: 'grant:withdraw', payload: { grantId: makeId(300) } });
    await app.item.click('Release everything');
    await app.waitForTold('the release', { act: 'grant:release-all', source: 'tray-menu' });
  });

  it('open the window by a click on the icon, and feed it', async () => {
    expect(windowTitles()).toBe('');
    await app.item.activate();
    await waitFor('the page', () => windowTitles().startsWith('revision'), 20_000);
    const before = windowTitles();
    app.order({ order: 'state', snapshot: makeSnapshot() });
    await waitFor('the feed', () => windowTitles() !== before && windowTitles().startsWith('revision'));
  });

  it('put the window away by a second click, and bring it back from the menu', async () => {
    await app.item.click('Open Stint');
    await waitFor('the window', () => windowTitles() !== '');
    await waitFor('the window in front, then away', async () => {
      if (windowTitles() === '') return true;
      await app.item.activate();
      return windowTitles() === '';
    });
    await app.item.click('Open Stint');
    await waitFor('the window again', () => windowTitles() !== '');
  });

  it('show a notice and lead from it to its place', async () => {
    const place = { place: 'history', grantId: makeId(100) } as const;
    const notice = {
      id: 'ended',
      occasion: 'ended',
      title: 'Wiped: R&D',
      body: 'a < b & c',
      urgent: true,
      place,
      action: null,
    } as const;
    app.order({ order: 'notice', notice });
    const shown = await desktop.notifications.waitFor('of the end', ({ summary }) =>
      summary.startsWith('Wiped'),
    );
    expect([shown.summary, shown.body, shown.urgency]).toEqual(['Wiped: R&D', 'a &lt; b &amp; c', 2]);
    await desktop.notifications.click(shown.number);
    await app.waitForTold('the place', { goTo: place });
  });

  it('replace a notice of the same name', async () => {
    const notice = (title: string) =>
      ({
        id: 'soon',
        occasion: 'ends-soon',
        title,
        body: '',
        urgent: false,
        place: { place: 'access' },
        action: null,
      }) as const;
    app.order({ order: 'notice', notice: notice('5 minutes left') });
    const first = await desktop.notifications.waitFor('one', ({ summary }) => summary === '5 minutes left');
    app.order({ order: 'notice', notice: notice('1 minute left') });
    await desktop.notifications.waitFor('two', ({ summary }) => summary === '1 minute left');
    await waitFor('the first to go', () =>
      desktop.notifications
        .list()
        .some(
          ({ number, isOpen, summary }) =>
            number === first.number && (!isOpen || summary !== '5 minutes left'),
        ),
    );
  });

  describe('the clipboard', () => {
    const paste = (): string => {
      try {
        return execFileSync('xclip', ['-selection', 'clipboard', '-o'], { env: desktop.env }).toString();
      } catch {
        return '';
      }
    };
    const cleared = (): number =>
      app.told().filter((line) => JSON.stringify(line) === '{"cleared":true}').length;

    it('holds what was put there until it is cleared', async () => {
      app.order({ order: 'put', text: 'canary-77' });
      await waitFor('the text', () => paste() === 'canary-77');
      app.order({ order: 'clear' });
      await waitFor('nothing', () => paste() === '');
    });

    it('keeps what somebody else has copied meanwhile', async () => {
      const before = cleared();
      app.order({ order: 'put', text: 'canary-78' });
      await waitFor('the text', () => paste() === 'canary-78');
      execFileSync('xclip', ['-selection', 'clipboard'], {
        env: desktop.env,
        input: 'somebody else',
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      app.order({ order: 'clear' });
      await waitFor('the clearing', () => cleared() > before);
      expect(paste()).toBe('somebody else');
    });
  });

  it('quit by the menu: wiped first, then the icon and the process go', async () => {
    app.order({ order: 'state', snapshot: makeSnapshot() });
    await waitFor('the idle menu', async () =>
      (await app.item.menu()).some(({ label }) => label === 'Elevate'),
    );
    // It may be gone before it answers the click.
    await app.item.click('Quit').catch(() => undefined);
    expect(await app.ended).toBe(0);
    expect(app.told()).toContainEqual({ quit: 'quit' });
    await waitFor('the icon to go', () => desktop.tray.items().length === 0);
  });
});
