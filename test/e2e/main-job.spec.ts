// The main job, by window and by tray: ask, hold, use, count down, end, wipe, proof.
import { waitFor } from '../desktop/wait.ts';
import { waitForClipboard } from './drive/clipboard.ts';
import { clickMenu, elevateFromMenu } from './drive/menu.ts';
import { openSession, refusalOf, tryLogin, withPassword } from './drive/login.ts';
import { PROFILES } from './drive/profiles.ts';
import { askFor, cardOf, copyUrl, openReceipt } from './drive/window.ts';
import { expect, test } from './drive/world.ts';

test('an engineer holds a real database login for as long as the task takes, and not a second longer', async ({
  world,
}) => {
  const app = await world.start();
  const page = await app.open();
  await askFor(page, PROFILES.brief);
  await cardOf(page, PROFILES.brief).getByRole('timer').waitFor();
  // The card stands as soon as the broker says so; its buttons, once the credential is held.
  const url = await copyUrl(world, page, PROFILES.brief);
  expect(await world.leaseItems()).toHaveLength(1);

  expect(await tryLogin(withPassword(url, 'wrong'))).toEqual({ entered: false, sqlState: '28P01' });
  const session = await openSession(url);
  const rows = await session.client.query<{ n: number }>('select count(*)::int as n from customers');
  expect(rows.rows[0]?.n).toBeGreaterThan(0);
  expect(await refusalOf(session.client, 'delete from customers')).toBe('42501');

  const tooltip = await app.tray.read();
  expect(`${tooltip.title} ${tooltip.tooltip}`).toContain(PROFILES.brief);

  await world.desktop.notifications.waitFor(
    'of the wipe',
    (shown) => shown.summary.includes(`Wiped: ${PROFILES.brief}`),
    40_000,
  );
  expect(await world.leaseItems()).toEqual([]);
  await waitFor('the open session to be cut', session.isCut);
  const after = await waitFor('the login to be refused', async () => {
    const outcome = await tryLogin(url);
    return outcome.entered ? undefined : outcome;
  });
  expect(['28P01', '28000']).toContain(after.sqlState);

  const proof = await openReceipt(page, PROFILES.brief);
  await expect(proof.getByText(/deleted and read back/u)).toBeVisible();
  await expect(proof.getByText(/1 open session ended/u)).toBeVisible();
});

test('one click in the tray menu elevates, another releases, and another login still enters', async ({
  world,
}) => {
  const app = await world.start();
  const menuHas = async (label: string): Promise<boolean> =>
    (await app.tray.menu()).some((entry) => entry.label.includes(label));
  await waitFor('profiles in the menu', () => menuHas('All profiles'));
  const before = await app.tray.read();
  await elevateFromMenu(app.tray, PROFILES.read);
  await waitFor('one item in the keychain', async () => (await world.leaseItems()).length === 1);
  await waitFor(
    'another tray icon',
    async () => (await app.tray.read()).icon?.sha256 !== before.icon?.sha256,
  );

  await clickMenu(app.tray, PROFILES.read, 'Copy URL');
  const url = await waitForClipboard(world.desktop.env, '');
  world.canary(new URL(url).password);
  expect(await tryLogin(url)).toEqual({ entered: true });

  await clickMenu(app.tray, PROFILES.read, 'Release');
  await waitFor('an empty keychain', async () => (await world.leaseItems()).length === 0);
  await waitFor('the login to be refused', async () => !(await tryLogin(url)).entered);

  // Another login of the same target still enters: what was ended is this lease, not the server.
  await elevateFromMenu(app.tray, PROFILES.read);
  await waitFor('one item in the keychain', async () => (await world.leaseItems()).length === 1);
  await clickMenu(app.tray, PROFILES.read, 'Copy URL');
  const second = await waitForClipboard(world.desktop.env, url);
  world.canary(new URL(second).password);
  expect(await tryLogin(second)).toEqual({ entered: true });
  expect((await tryLogin(url)).entered).toBe(false);

  await clickMenu(app.tray, PROFILES.read, 'Release');
  await waitFor('an empty keychain', async () => (await world.leaseItems()).length === 0);
  await waitFor('the login to be refused', async () => !(await tryLogin(second)).entered);
});
