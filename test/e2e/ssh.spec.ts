// A task that spans a database and SSH: one request, one countdown, two credentials that are really used, one end, two proofs.
import { waitFor } from '../desktop/wait.ts';
import { waitForClipboard } from './drive/clipboard.ts';
import { tryLogin } from './drive/login.ts';
import { clickMenu, elevateFromMenu } from './drive/menu.ts';
import { PROFILES } from './drive/profiles.ts';
import { isSshThere, runSsh, WITHOUT_SSH } from './drive/ssh.ts';
import { cardOf, openReceipt } from './drive/window.ts';
import { expect, test } from './drive/world.ts';

test.setTimeout(120_000);

test.skip(!isSshThere(), WITHOUT_SSH);

test('one request gives a database and SSH, and one release takes both', async ({ world }) => {
  const app = await world.start();
  await elevateFromMenu(app.tray, PROFILES.invoiceCase);
  await waitFor('two items in the keychain', async () => (await world.leaseItems()).length === 2);

  await clickMenu(app.tray, PROFILES.invoiceCase, 'Copy ssh command');
  const command = await waitForClipboard(world.desktop.env, '');
  expect(command).toMatch(
    /^ssh -o IdentityAgent=\S+agent\.sock -o IdentitiesOnly=no -p \d+ \S+@127\.0\.0\.1$/u,
  );
  const came = await runSsh(command, 'echo was-run');
  expect(came.code).toBe(0);
  expect(came.out).toContain('You are in, as bastion, until ');
  expect(came.out).not.toContain('was-run');

  const page = await app.open();
  const card = cardOf(page, PROFILES.invoiceCase);
  await expect(card.getByRole('timer')).toHaveCount(1);
  await expect(card.getByRole('button', { name: 'Copy ssh command, bastion' })).toBeVisible();
  await card.getByRole('button', { name: 'Copy URL, billing' }).click();
  const url = await waitForClipboard(world.desktop.env, command);
  world.canary(new URL(url).password);
  expect(await tryLogin(url)).toEqual({ entered: true });

  await clickMenu(app.tray, PROFILES.invoiceCase, 'Release');
  await waitFor('an empty keychain', async () => (await world.leaseItems()).length === 0);
  await waitFor('the login to be refused', async () => !(await tryLogin(url)).entered);
  expect((await runSsh(command, 'true')).out).toContain('Permission denied');

  const proof = await openReceipt(page, PROFILES.invoiceCase);
  await expect(proof.getByText(/deleted and read back/u)).toHaveCount(2);
});

test('SSH is extended while it runs: the agent serves the later certificate, and nobody comes in after the end', async ({
  world,
}) => {
  const app = await world.start();
  await elevateFromMenu(app.tray, PROFILES.sshLonger);
  await waitFor('one item in the keychain', async () => (await world.leaseItems()).length === 1);
  const startedAt = Date.now();
  const passed = (ms: number): Promise<unknown> =>
    waitFor(`${String(ms)} ms to pass`, () => Date.now() - startedAt > ms, ms + 10_000);
  await clickMenu(app.tray, PROFILES.sshLonger, 'Copy ssh command');
  const command = await waitForClipboard(world.desktop.env, '');
  const first = await runSsh(command, 'true');
  expect(first.out).toContain('You are in, as bastion, until ');

  await clickMenu(app.tray, PROFILES.sshLonger, 'Extend by 20 s');
  await world.desktop.notifications.waitFor(
    'of the later end',
    ({ summary }) => summary === `Extended: ${PROFILES.sshLonger}`,
  );
  await passed(33_000);
  const later = await runSsh(command, 'true');
  expect(later.code).toBe(0);
  expect(later.out).toContain('You are in, as bastion, until ');
  expect(later.out).not.toBe(first.out);

  await world.desktop.notifications.waitFor(
    'of the wipe',
    ({ summary }) => summary === `Wiped: ${PROFILES.sshLonger}`,
    40_000,
  );
  expect((await runSsh(command, 'true')).out).toContain('Permission denied');
  expect(await world.leaseItems()).toEqual([]);
});
