// The headless desktop against a real Electron application: what a test sees of it is what a person would.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Desktop } from './desktop.ts';
import { createDesktop } from './desktop.ts';
import type { FixtureApp } from './fixture-app.ts';
import { startFixture } from './fixture-app.ts';
import { waitFor } from './wait.ts';

describe('the headless desktop with a real application', () => {
  let desktop: Desktop;
  let app: FixtureApp;

  beforeAll(async () => {
    desktop = await createDesktop({ login1: true });
    app = await startFixture(desktop);
  });
  afterAll(() => desktop.stop());

  it('reads the picture and the tooltip of the tray icon', async () => {
    const { tooltip, icon } = await app.item.read();
    expect(tooltip).toBe('A fixture');
    expect(icon?.width).toBe(22);
    expect([...(icon?.rgba.subarray(0, 4) ?? [])]).toEqual([0, 0, 255, 255]);
  });

  it('reads the menu as a tree, with the words a person sees', async () => {
    const menu = await app.item.menu();
    expect(menu.map(({ label }) => label)).toEqual([
      'Red & round',
      'Snooze_now',
      'More',
      'Never',
      '',
      'Open',
      'Quit',
    ]);
    expect(menu[1]).toMatchObject({ toggle: 'checkmark', checked: false });
    expect(menu[2]?.children.map(({ label }) => label)).toEqual(['Notify']);
    expect(menu[3]).toMatchObject({ enabled: false });
    expect(menu[4]).toMatchObject({ kind: 'separator' });
  });

  it('clicks an entry, and sees the icon and the check mark change', async () => {
    const before = await app.item.read();
    await app.item.click('Red & round');
    const after = await waitFor('another picture', async () => {
      const { icon } = await app.item.read();
      return icon?.sha256 === before.icon?.sha256 ? undefined : icon;
    });
    expect([...after.rgba.subarray(0, 4)]).toEqual([255, 0, 0, 255]);

    await app.item.click('Snooze_now');
    await waitFor('the check mark', async () => (await app.item.menu())[1]?.checked);
  });

  it('refuses to click what a person could not', async () => {
    await expect(app.item.click('Never')).rejects.toThrow('cannot be clicked now');
    await expect(app.item.click('Elevate')).rejects.toThrow('no "Elevate"');
    await expect(app.item.click('Notify')).rejects.toThrow('no "Notify"');
  });

  it('clicks the icon itself', async () => {
    await app.item.activate();
    await app.hasSaid('clicked');
  });

  it('receives a notification, clicks it, and tells when it is gone', async () => {
    await app.item.click('More', 'Notify');
    const shown = await desktop.notifications.waitFor('Hello', ({ summary }) => summary === 'Hello');
    expect(shown).toMatchObject({ app: 'Tray Fixture', body: '5 < 6', isOpen: true });
    await expect(desktop.notifications.click(shown.number, 'extend')).rejects.toThrow('no action "extend"');
    await desktop.notifications.click(shown.number);
    await app.hasSaid('notification clicked');
    await desktop.notifications.waitFor('to close', ({ isOpen }) => !isOpen);
    await expect(desktop.notifications.click(shown.number)).rejects.toThrow('not on screen');
  });

  it('puts the machine to sleep and wakes it', async () => {
    await waitFor('the inhibitor', async () => (await desktop.login1.inhibitors())[0]?.who === 'electron');
    await desktop.login1.suspend();
    await app.hasSaid('suspend');
    await desktop.login1.resume();
    await app.hasSaid('resume');
  });

  it('takes a picture of the display', async () => {
    const empty = (await desktop.screenshot()).length;
    await app.item.click('Open');
    await waitFor('a window in the picture', async () => (await desktop.screenshot()).length !== empty);
    expect((await desktop.screenshot()).subarray(1, 4).toString()).toBe('PNG');
  });

  it('tells two applications apart, and forgets one that quits', async () => {
    const second = await startFixture(desktop);
    expect(desktop.tray.items().map(({ pid }) => pid)).toEqual([app.pid, second.pid]);
    await second.item.click('Quit');
    await second.ended;
    await waitFor('one item', () => desktop.tray.items().length === 1);
    expect(desktop.tray.items()[0]?.pid).toBe(app.pid);
    await expect(second.item.read()).rejects.toThrow('no tray item');
  });
});
