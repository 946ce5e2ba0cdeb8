// Access that policy gives without a review: others are told at once in their own app, look at it, and an objection ends it and wipes it.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../desktop/wait.ts';
import { startReceiver } from '../broker/webhooks/receiver.ts';
import { openSession, tryLogin } from './drive/login.ts';
import { clickMenu } from './drive/menu.ts';
import { startReviewer } from './drive/people.ts';
import { PROFILES } from './drive/profiles.ts';
import { askFor, cardOf, copyUrl } from './drive/window.ts';
import { expect, test } from './drive/world.ts';

const POLICIES = `
@id("ask") permit(principal, action == Action::"request", resource);
@id("start") @announce("group:dba") permit(principal, action == Action::"start", resource);
@id("look") permit(principal, action == Action::"review", resource) when { principal in context.group };
`;

test.setTimeout(150_000);

test('whoever is told of access without a review looks at it, and an objection wipes it', async ({
  world,
}) => {
  const { notifications } = world.desktop;
  const receiver = await startReceiver();
  const broker = await world.ownBroker();
  writeFileSync(path.join(broker.folder, 'glass.cedar'), POLICIES, { mode: 0o600 });
  const tells = `{ id: chat, url: '${receiver.origin}/hook', format: slack, on: [broken-glass, denied] }`;
  await broker.reconfigure((yaml) => `policies: [glass.cedar]\nwebhooks: [${tells}]\n${yaml}`);
  const engineer = await world.start();
  const reviewer = await startReviewer(world);
  const page = await engineer.open();
  await askFor(page, PROFILES.reason, 'Checkout fails, INC-204');
  const card = cardOf(page, PROFILES.reason);
  await expect(card.getByText('You took this without a review: dba was told')).toBeVisible({
    timeout: 20_000,
  });
  const url = await copyUrl(world, page, PROFILES.reason);
  const { client, isCut } = await openSession(url);
  await client.query('SELECT 1');

  const told = await notifications.waitFor(
    'of what was taken',
    ({ summary }) => summary === `Look at: ${PROFILES.reason}`,
  );
  expect(told.body).toMatch(/^Erin Engineer took it for .* without a review: Checkout fails, INC-204$/u);
  await clickMenu(reviewer.tray, 'Approvals (1)');
  const theirs = await reviewer.open();
  const taken = theirs.getByRole('article', { name: PROFILES.reason });
  await taken.getByRole('button', { name: 'Object…' }).click();
  await taken.getByRole('textbox', { name: 'Comment' }).fill('No incident is open');
  await taken.getByRole('button', { name: /^Object and end it/u }).click();

  await waitFor('an empty keychain', async () => (await world.leaseItems()).length === 0);
  await waitFor('the open session to be cut', isCut);
  await waitFor('the login to be refused', async () => !(await tryLogin(url)).entered);
  await expect(theirs.getByText('taken without a review; Robin Reviewer objected')).toBeVisible();
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByText(/ended by an objection of Robin Reviewer/u)).toBeVisible();
  // Each at least once: one whose answer came late is sent again, under the same id.
  await waitFor('both to be told outside', () => new Set(receiver.ids()).size === 2);
  expect(receiver.received.map(({ body }) => body).join()).toContain(
    'Robin Reviewer objects to how Erin Engineer used',
  );
  await receiver.stop();
});
