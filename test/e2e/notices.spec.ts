// Notices, as a notification server on the desktop gets them.
import { waitFor } from '../desktop/wait.ts';
import { elevateFromMenu } from './drive/menu.ts';
import { PROFILES } from './drive/profiles.ts';
import { expect, test } from './drive/world.ts';

test('warns five minutes before the end', async ({ world }) => {
  const app = await world.start();
  await elevateFromMenu(app.tray, PROFILES.fiveMinutes);
  const { notifications } = world.desktop;
  await notifications.waitFor(
    'of the start',
    (shown) => `${shown.summary} ${shown.body}`.includes(PROFILES.fiveMinutes),
    30_000,
  );
  const warning = await notifications.waitFor(
    'five minutes before',
    (shown) => shown.summary.startsWith('5 min'),
    40_000,
  );
  expect(`${warning.summary} ${warning.body}`).toContain(PROFILES.fiveMinutes);
});

test('warns one minute before the end, and a click on the notice opens the window there', async ({
  world,
}) => {
  const app = await world.start();
  await elevateFromMenu(app.tray, PROFILES.oneMinute);
  const { notifications } = world.desktop;
  const warning = await notifications.waitFor(
    'one minute before',
    // Its timer may be late, and then it says how many seconds are left.
    (shown) => /^(?:1 min|5\d s) /u.test(shown.summary),
    40_000,
  );
  await notifications.click(warning.number);
  const page = await waitFor(
    'the window',
    async () => (await app.open().catch(() => undefined)) ?? undefined,
  );
  await expect(page.getByRole('article', { name: PROFILES.oneMinute })).toBeVisible();
});
