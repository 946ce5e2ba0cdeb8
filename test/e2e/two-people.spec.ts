// Two people, two running apps, one broker and one keychain: asked in the first, reviewed in the second, held in the first.
import { waitFor } from '../desktop/wait.ts';
import { waitForClipboard } from './drive/clipboard.ts';
import { watchDialogs } from './drive/dialog.ts';
import { tryLogin } from './drive/login.ts';
import { clickMenu, elevateFromMenu } from './drive/menu.ts';
import { askAndOpen, openRequest, startReviewer, waitForMenu } from './drive/people.ts';
import { PROFILES } from './drive/profiles.ts';
import { askFor, cardOf, copyUrl } from './drive/window.ts';
import { expect, test } from './drive/world.ts';

const REASON = 'Invoice 20418 was sent <b>twice</b> & paid once';

test.setTimeout(150_000);

test('what one asks the other approves by keyboard, and only who asked holds it until it ends', async ({
  world,
}) => {
  const { notifications } = world.desktop;
  const engineer = await world.start();
  const reviewer = await startReviewer(world);
  const page = await engineer.open();
  await askFor(page, PROFILES.reviewed, REASON);

  const waits = await notifications.waitFor(
    'to the reviewer',
    ({ summary }) => summary === `Waits for you: ${PROFILES.reviewed}`,
  );
  expect(waits.body).toContain('Erin Engineer asks for');
  expect(waits.body).toContain('sent &lt;b&gt;twice&lt;/b&gt; &amp; paid once');
  expect((await reviewer.tray.read()).tooltip).toContain('1 request waits for your review');
  const opened = await openRequest(reviewer, PROFILES.reviewed);
  await expect(opened.request.getByText(/sent <b>twice<\/b> & paid once/u)).toBeVisible();
  expect(await world.leaseItems()).toEqual([]);
  await opened.request.getByRole('button', { name: /^Approve/u }).focus();
  await opened.page.keyboard.press('Enter');
  await waitForMenu(reviewer, 'Approvals', false);
  await waitFor('the reviewer’s notice to close', () =>
    notifications.list().some(({ number, isOpen }) => number === waits.number && !isOpen),
  );

  const approved = await notifications.waitFor(
    'to the engineer',
    ({ summary }) => summary === `Approved: ${PROFILES.reviewed}`,
  );
  // Approved is not started: nothing is minted until the engineer says so.
  expect(await world.leaseItems()).toEqual([]);
  await notifications.click(approved.number);
  await page
    .getByRole('region', { name: 'Waiting' })
    // The broker is shared: another test may have left something approved.
    .getByRole('article', { name: PROFILES.reviewed })
    .getByRole('button', { name: /^Start/u })
    .click();
  await cardOf(page, PROFILES.reviewed).getByRole('timer').waitFor();
  // The card stands as soon as the broker says so; its buttons, once the credential is held.
  const url = await copyUrl(world, page, PROFILES.reviewed);
  expect(await world.leaseItems()).toHaveLength(1);
  expect(await tryLogin(url)).toEqual({ entered: true });

  // The reviewer's app sweeps its own part of the keychain when it ends and when it starts, and no more than that.
  await reviewer.terminate();
  const again = await startReviewer(world);
  await waitFor('the reviewer to be signed in again', async () =>
    (await again.tray.read()).tooltip.includes('Nothing active'),
  );
  expect(await world.leaseItems()).toHaveLength(1);
  expect(await tryLogin(url)).toEqual({ entered: true });

  await cardOf(page, PROFILES.reviewed).getByRole('button', { name: 'Release' }).click();
  await notifications.waitFor('of the wipe', ({ summary }) => summary === `Wiped: ${PROFILES.reviewed}`);
  expect(await world.leaseItems()).toEqual([]);
  await waitFor('the login to be refused', async () => !(await tryLogin(url)).entered);
});

test('a denial reaches who asked with its comment, plain, and a withdrawal takes everything back', async ({
  world,
}) => {
  const { notifications } = world.desktop;
  const { engineer, reviewer, page, opened } = await askAndOpen(world, PROFILES.reviewed, REASON);
  await opened.request.getByRole('button', { name: /^Deny/u }).click();
  // Without a comment nothing is sent.
  await opened.page.keyboard.press('Control+Enter');
  await opened.page.getByRole('textbox', { name: 'Comment' }).fill('Ask <i>Kim</i> & wait');
  await opened.page.keyboard.press('Control+Enter');
  const denied = await notifications.waitFor(
    'of the denial',
    ({ summary }) => summary === `Denied: ${PROFILES.reviewed}`,
  );
  expect(denied.body).toBe('Ask &lt;i&gt;Kim&lt;/i&gt; &amp; wait');
  const waiting = page.getByRole('region', { name: 'Waiting' });
  await expect(waiting.getByRole('article', { name: PROFILES.reviewed })).toHaveCount(0);

  await askFor(page, PROFILES.reviewed, 'Asked again');
  const isWaiting = ({ summary, body }: { summary: string; body: string }): boolean =>
    summary === `Waits for you: ${PROFILES.reviewed}` && body.includes('Asked again');
  const waits = await notifications.waitFor('of the second request', isWaiting);
  await clickMenu(engineer.tray, PROFILES.reviewed, 'Withdraw');
  await waitForMenu(reviewer, 'Approvals', false);
  await waitFor('the reviewer’s notice to close', () =>
    notifications.list().some(({ number, isOpen }) => number === waits.number && !isOpen),
  );
  await expect(
    opened.page.getByRole('article', { name: PROFILES.reviewed }).getByRole('button', { name: /^Approve/u }),
  ).toHaveCount(0);
  expect(await world.leaseItems()).toEqual([]);
});

test('the approval of something important is confirmed by main, and asking, starting and releasing need the tray alone', async ({
  world,
}) => {
  const engineer = await world.start();
  const reviewer = await startReviewer(world);
  await waitForMenu(engineer, 'All profiles');
  const asking = watchDialogs(world.desktop.env, engineer.pid);
  await elevateFromMenu(engineer.tray, PROFILES.reviewedCare);
  await asking.answer('yes');

  const { page, request } = await openRequest(reviewer, PROFILES.reviewedCare);
  for (const answer of ['escape', 'return'] as const) {
    const dialogs = watchDialogs(world.desktop.env, reviewer.pid);
    await request.getByRole('button', { name: /^Approve/u }).click();
    await dialogs.answer(answer);
    await expect(request.getByRole('button', { name: /^Approve/u })).toBeEnabled();
  }
  await waitForMenu(engineer, 'waiting for review');
  const dialogs = watchDialogs(world.desktop.env, reviewer.pid);
  await request.getByRole('button', { name: /^Approve/u }).click();
  await dialogs.answer('yes');
  await expect(
    page.getByRole('article', { name: PROFILES.reviewedCare }).getByRole('button', { name: /^Approve/u }),
  ).toHaveCount(0);

  await waitForMenu(engineer, 'Start');
  const starting = watchDialogs(world.desktop.env, engineer.pid);
  await clickMenu(engineer.tray, `Start ${PROFILES.reviewedCare}`);
  await starting.answer('yes');
  await waitFor('one item in the keychain', async () => (await world.leaseItems()).length === 1);
  await clickMenu(engineer.tray, PROFILES.reviewedCare, 'Copy URL');
  const url = await waitForClipboard(world.desktop.env, '');
  world.canary(new URL(url).password);
  expect(await tryLogin(url)).toEqual({ entered: true });
  await clickMenu(engineer.tray, PROFILES.reviewedCare, 'Release');
  await waitFor('an empty keychain', async () => (await world.leaseItems()).length === 0);
  await waitFor('the login to be refused', async () => !(await tryLogin(url)).entered);
});
