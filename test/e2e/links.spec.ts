// Links that other programs hand over: the filled-in form opens in the running app, and nothing acts by itself.
import { readFileSync } from 'node:fs';
import { waitFor } from '../desktop/wait.ts';
import { clickMenu } from './drive/menu.ts';
import { startReviewer, waitForMenu } from './drive/people.ts';
import { PROFILES } from './drive/profiles.ts';
import { askFor } from './drive/window.ts';
import { expect, test, type World } from './drive/world.ts';

interface Told {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
}

const grantsOf = async (url: string, token: string): Promise<readonly Told[]> => {
  const answer = await fetch(`${url}/v1/grants`, { headers: { authorization: `Bearer ${token}` } });
  // The broker's own answer.
  const { grants } = (await answer.json()) as { grants: readonly Told[] };
  return grants;
};

const tokenOf = ({ broker }: World): string => readFileSync(broker.tokenFile('engineer'), 'utf8').trim();

test('a link opens the filled-in form in the running app, and asks for nothing', async ({ world }) => {
  const app = await world.start();
  const page = await app.open();
  await page.getByRole('option').first().waitFor();
  const before = (await grantsOf(world.broker.url, tokenOf(world))).length;

  expect(
    await app.hand('stint://request/billing-read?reason=Invoice%20%3Cb%3E20418%3C%2Fb%3E&duration=15m'),
  ).toBe(0);
  const form = page.getByRole('form', { name: `Request ${PROFILES.read}` });
  await expect(form.getByRole('textbox', { name: 'Reason' })).toHaveValue('Invoice <b>20418</b>');
  await expect(form).toContainText('A link filled this in');
  expect(await grantsOf(world.broker.url, tokenOf(world))).toHaveLength(before);

  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox', { name: 'Access profiles' })).toBeVisible();
});

test('a link to a profile that is not mine says so, and a bad one becomes a notice', async ({ world }) => {
  const app = await world.start();
  const page = await app.open();
  await page.getByRole('option').first().waitFor();
  await app.hand('stint://request/no-such-profile');
  await expect(page.getByText('This profile is no longer open to you.')).toBeVisible();

  await app.hand('stint://request/billing-read?start=now');
  const notice = await world.desktop.notifications.waitFor(
    'of the refused link',
    (shown) => shown.summary === 'Link not followed',
    10_000,
  );
  expect(notice.body).toContain('Nothing was asked for.');
});

test('a link that starts the app opens its window with the form', async ({ world }) => {
  const app = await world.start({ link: 'stint://request/billing-read?reason=On%20call' });
  const page = await app.open();
  const form = page.getByRole('form', { name: `Request ${PROFILES.read}` });
  await expect(form.getByRole('textbox', { name: 'Reason' })).toHaveValue('On call');
});

test('a link that starts the reviewer’s app shows the request it names, and decides nothing', async ({
  world,
}) => {
  const reason = 'Named by a link';
  const asked = async (): Promise<Told | undefined> =>
    (await grantsOf(world.broker.url, tokenOf(world))).find((grant) => grant.reason === reason);
  const engineer = await world.start();
  await askFor(await engineer.open(), PROFILES.reviewed, reason);
  const id = await waitFor('the request at the broker', async () => (await asked())?.id);

  const reviewer = await startReviewer(world, { link: `stint://review/${id}` });
  const page = await reviewer.open();
  const article = page.locator(`[data-grant="${id}"]`);
  await expect(article).toBeFocused();
  await expect(article).toContainText(reason);
  await expect(page.getByText(/no longer waits for you/u)).toHaveCount(0);
  await expect(article.getByRole('button', { name: /^Approve/u })).toBeEnabled();
  expect((await asked())?.status).toBe('pending');

  await clickMenu(engineer.tray, PROFILES.reviewed, 'Withdraw');
  await waitForMenu(reviewer, 'Approvals', false);
});
