// What becomes of a request that others decide, or nobody, or two at once: each in running apps on a real broker.
import { waitFor } from '../desktop/wait.ts';
import { waitForClipboard } from './drive/clipboard.ts';
import { openSession, tryLogin } from './drive/login.ts';
import { clickMenu, elevateFromMenu } from './drive/menu.ts';
import { askAndOpen, openRequest, startReviewer, waitForMenu } from './drive/people.ts';
import { PROFILES } from './drive/profiles.ts';
import { askFor, cardOf, copyUrl } from './drive/window.ts';
import { expect, test } from './drive/world.ts';

const REASON = 'Invoice 20418 was sent twice';

test.setTimeout(150_000);

test('a reviewer shortens it by keyboard, and no more than that is held', async ({ world }) => {
  const { notifications } = world.desktop;
  const { engineer, page, opened } = await askAndOpen(world, PROFILES.reviewed, REASON);
  await opened.request.getByRole('button', { name: /^Shorten/u }).focus();
  await opened.page.keyboard.press('Enter');
  const form = opened.page.getByRole('form', { name: `Shorten ${PROFILES.reviewed}` });
  const lengths = form.getByRole('radiogroup', { name: 'Approve for less' });
  await expect(lengths.getByRole('radio', { checked: true })).toBeFocused();
  await opened.page.keyboard.press('ArrowLeft');
  await expect(lengths.getByRole('radio', { name: '10 min' })).toBeChecked();
  await form.getByRole('textbox', { name: 'Comment' }).fill('Ten minutes will do');
  await opened.page.keyboard.press('Control+Enter');

  const approved = await notifications.waitFor(
    'of the approval',
    ({ summary }) => summary === `Approved: ${PROFILES.reviewed}`,
  );
  expect(approved.body).toContain('You may have it for 10 min.');
  await clickMenu(engineer.tray, `Start ${PROFILES.reviewed}`);
  const card = cardOf(page, PROFILES.reviewed);
  await expect(card.getByRole('timer')).toHaveText(/^(?:10|9):\d\d/u);
  const url = await copyUrl(world, page, PROFILES.reviewed);
  const { client } = await openSession(url);
  // What the target itself says: the login ends within the ten minutes.
  const until = await client.query<{ seconds: number }>(
    'SELECT extract(epoch FROM rolvaliduntil - now())::float8 AS seconds FROM pg_roles WHERE rolname = session_user',
  );
  await client.end();
  expect(until.rows[0]?.seconds).toBeGreaterThan(500);
  expect(until.rows[0]?.seconds).toBeLessThanOrEqual(600);
  await card.getByRole('button', { name: 'Release' }).click();
  await waitFor('an empty keychain', async () => (await world.leaseItems()).length === 0);
  // The broker has heard of it too: it is shared, and the next test would find this grant held by a computer that is gone.
  await waitFor('the login to be refused', async () => !(await tryLogin(url)).entered);
});

test('what nobody reviews lapses on both sides', async ({ world }) => {
  const { notifications } = world.desktop;
  const engineer = await world.start();
  const reviewer = await startReviewer(world);
  // A window takes a while to open, and the request does not wait for long.
  await reviewer.open();
  await waitForMenu(engineer, 'All profiles');
  await elevateFromMenu(engineer.tray, PROFILES.lapsing);
  const { page, request } = await openRequest(reviewer, PROFILES.lapsing);
  const lapsed = await notifications.waitFor(
    'of the lapse',
    ({ summary }) => summary === `Lapsed: ${PROFILES.lapsing}`,
    40_000,
  );
  expect(lapsed.body).toBe('Nobody reviewed or started it in time. Ask again when you need it.');
  await waitForMenu(reviewer, 'Approvals', false);
  const panel = page.getByRole('tabpanel', { name: 'Approvals' });
  await expect(panel.getByText(`Lapsed before it was reviewed: ${PROFILES.lapsing}`)).toBeVisible();
  await expect(request.getByRole('button', { name: /^Approve/u })).toHaveCount(0);
  await waitForMenu(engineer, 'waiting for review', false);
  expect(await world.leaseItems()).toEqual([]);
});

test('of two reviewers at the same instant one decides, and the other hears who', async ({ world }) => {
  const { notifications } = world.desktop;
  const engineer = await world.start();
  const reviewers = [await startReviewer(world), await startReviewer(world, { account: 'second' })];
  const page = await engineer.open();
  await askFor(page, PROFILES.reviewed, REASON);
  const opened = await Promise.all(reviewers.map((each) => openRequest(each, PROFILES.reviewed)));
  for (const { request } of opened) await request.getByRole('button', { name: /^Approve/u }).focus();
  await Promise.all(opened.map((each) => each.page.keyboard.press('Enter')));

  const isApproved = ({ summary }: { summary: string }): boolean =>
    summary === `Approved: ${PROFILES.reviewed}`;
  await notifications.waitFor('of the approval', isApproved);
  for (const reviewer of reviewers) await waitForMenu(reviewer, 'Approvals', false);
  const handled = await waitFor('one of them to hear that it was handled', async () => {
    const heard = await Promise.all(
      opened.map((each) =>
        each.page
          .getByRole('tabpanel', { name: 'Approvals' })
          .getByText(/^Handled/u)
          .allTextContents(),
      ),
    );
    return heard.some((said) => said.length > 0) ? heard : undefined;
  });
  expect(handled.filter((said) => said.length > 0)).toHaveLength(1);
  const first = handled[0]?.length === 0 ? 'Robin Reviewer' : 'Sam Second';
  expect(handled.flat().join()).toContain(first);
  expect(notifications.list().filter(isApproved)).toHaveLength(1);
  const waiting = page.getByRole('region', { name: 'Waiting' });
  await waiting
    .getByRole('article', { name: PROFILES.reviewed })
    .getByRole('button', { name: 'Withdraw' })
    .click();
  await waitForMenu(engineer, `Start ${PROFILES.reviewed}`, false);
  expect(await world.leaseItems()).toEqual([]);
});

test('an approval counts no more once the reviewer has left the group', async ({ world }) => {
  const { notifications } = world.desktop;
  const broker = await world.ownBroker();
  const { engineer, page, opened } = await askAndOpen(world, PROFILES.reviewed, REASON);
  await opened.request.getByRole('button', { name: /^Approve/u }).click();
  await notifications.waitFor('of the approval', ({ summary }) => summary.startsWith('Approved'));

  await broker.reconfigure((yaml) =>
    yaml.replace('displayName: Robin Reviewer, groups: [dba]', 'displayName: Robin Reviewer, groups: []'),
  );
  await expect(page.getByText('Connected', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await clickMenu(engineer.tray, `Start ${PROFILES.reviewed}`);
  const denied = await notifications.waitFor(
    'of the refusal',
    ({ body }) => body.includes('Robin Reviewer approved this and is not in dba'),
    20_000,
  );
  expect(denied.isOpen).toBe(true);
  await waitFor('the notice of the approval to close', () =>
    notifications.list().every(({ summary, isOpen }) => !summary.startsWith('Approved') || !isOpen),
  );
  expect(await world.leaseItems()).toEqual([]);
  await waitForMenu(engineer, `Start ${PROFILES.reviewed}`, false);
  await expect(cardOf(page, PROFILES.reviewed)).toHaveCount(0);
});

test('a task of which the second part fails leaves nothing at the first', async ({ world }) => {
  const { notifications } = world.desktop;
  await world.ownBroker();
  const app = await world.start();
  await waitForMenu(app, 'All profiles');
  // Whoever may read there sees which logins there are.
  await elevateFromMenu(app.tray, PROFILES.read);
  await waitFor('one item in the keychain', async () => (await world.leaseItems()).length === 1);
  await clickMenu(app.tray, PROFILES.read, 'Copy URL');
  const url = await waitForClipboard(world.desktop.env, '');
  world.canary(new URL(url).password);
  const { client } = await openSession(url);
  const logins = async (): Promise<readonly string[]> => {
    const { rows } = await client.query<{ rolname: string }>(
      `SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname LIKE 'stint%' AND rolname <> session_user`,
    );
    return rows.map(({ rolname }) => rolname);
  };
  const before = await logins();

  await elevateFromMenu(app.tray, PROFILES.broken);
  const refused = await notifications.waitFor('of the refusal', ({ body }) => body.includes('billing_gone'));
  expect(refused.summary).toContain(PROFILES.broken);
  await waitFor('nothing to be left at the first', async () => (await logins()).length === before.length);
  expect(await logins()).toEqual(before);
  expect(await world.leaseItems()).toHaveLength(1);
  expect(await tryLogin(url)).toEqual({ entered: true });
  await client.end();
  await clickMenu(app.tray, PROFILES.read, 'Release');
  await waitFor('an empty keychain', async () => (await world.leaseItems()).length === 0);
});
