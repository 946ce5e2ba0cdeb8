// A later end, asked for while it runs: by policy at once, and by a colleague seconds before the end. Nothing is cut in between.
import { waitFor } from '../desktop/wait.ts';
import { waitForClipboard } from './drive/clipboard.ts';
import { openSession, tryLogin } from './drive/login.ts';
import { clickMenu, elevateFromMenu } from './drive/menu.ts';
import { openRequest, startReviewer, waitForMenu } from './drive/people.ts';
import { PROFILES } from './drive/profiles.ts';
import { expect, test } from './drive/world.ts';

test.setTimeout(150_000);

test('policy extends at once, from the tray menu, and the open session goes on past the first end', async ({
  world,
}) => {
  const app = await world.start();
  await waitForMenu(app, 'All profiles');
  await elevateFromMenu(app.tray, PROFILES.extendable);
  await waitFor('one item in the keychain', async () => (await world.leaseItems()).length === 1);
  const startedAt = Date.now();
  await clickMenu(app.tray, PROFILES.extendable, 'Copy URL');
  const url = await waitForClipboard(world.desktop.env, '');
  world.canary(new URL(url).password);
  const session = await openSession(url);
  await clickMenu(app.tray, PROFILES.extendable, 'Extend by 40 s');
  await world.desktop.notifications.waitFor(
    'of the later end',
    ({ summary }) => summary === `Extended: ${PROFILES.extendable}`,
  );
  // Its longest time is reached: nothing more is offered.
  await waitForMenu(app, 'Extend by', false);
  await waitFor('the first end to pass', () => Date.now() - startedAt > 33_000, 50_000);
  expect(await world.leaseItems()).toHaveLength(1);
  expect(session.isCut()).toBe(false);
  expect(await tryLogin(url)).toEqual({ entered: true });
  await clickMenu(app.tray, PROFILES.extendable, 'Release');
  // Long before the later end, which would end it as well.
  await waitFor('the open session to be cut', session.isCut, 15_000);
  await waitFor('an empty keychain', async () => (await world.leaseItems()).length === 0, 15_000);
});

test('a colleague extends it shortly before the end, and it ends at the later one', async ({ world }) => {
  const engineer = await world.start();
  const reviewer = await startReviewer(world);
  await waitForMenu(engineer, 'All profiles');
  await elevateFromMenu(engineer.tray, PROFILES.reviewedBrief);
  const { page, request } = await openRequest(reviewer, PROFILES.reviewedBrief);
  await request.getByRole('button', { name: /^Approve/u }).click();
  // It begins between these two: what must come before an end counts from the first, what must come after it from the second.
  const orderedAt = Date.now();
  await clickMenu(engineer.tray, `Start ${PROFILES.reviewedBrief}`);
  await waitFor('one item in the keychain', async () => (await world.leaseItems()).length === 1);
  const heldAt = Date.now();
  const passed = (from: number, ms: number): Promise<unknown> =>
    waitFor(`${String(ms)} ms to pass`, () => Date.now() - from > ms, ms + 10_000);
  await clickMenu(engineer.tray, PROFILES.reviewedBrief, 'Copy URL');
  const url = await waitForClipboard(world.desktop.env, '');
  world.canary(new URL(url).password);
  const session = await openSession(url);

  await clickMenu(engineer.tray, PROFILES.reviewedBrief, 'asks for review');
  const approve = request.getByRole('button', { name: /^Approve/u });
  await approve.waitFor();
  await passed(orderedAt, 23_000);
  await approve.click();
  await world.desktop.notifications.waitFor(
    'of the later end',
    ({ summary }) => summary === `Extended: ${PROFILES.reviewedBrief}`,
  );
  await passed(heldAt, 38_000);
  expect(session.isCut()).toBe(false);
  expect(await world.leaseItems()).toHaveLength(1);
  expect(await tryLogin(url)).toEqual({ entered: true });
  await expect(page.getByRole('article').getByRole('button', { name: /^Approve/u })).toHaveCount(0);

  await world.desktop.notifications.waitFor(
    'of the wipe',
    ({ summary }) => summary === `Wiped: ${PROFILES.reviewedBrief}`,
    40_000,
  );
  // Of 55 s, and not the first end's 35: what the start took, on a busy machine some seconds, is taken off its end and never added.
  expect(Date.now() - orderedAt).toBeGreaterThan(45_000);
  await waitFor('the open session to be cut', session.isCut);
  await waitFor('the login to be refused', async () => !(await tryLogin(url)).entered);
  expect(await world.leaseItems()).toEqual([]);
});
