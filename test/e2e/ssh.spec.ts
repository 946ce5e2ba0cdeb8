// A task that spans a database and SSH: one request, one countdown, two credentials that are really used, one end, two proofs.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { waitFor } from '../desktop/wait.ts';
import { waitForClipboard } from './drive/clipboard.ts';
import { tryLogin } from './drive/login.ts';
import { clickMenu, elevateFromMenu } from './drive/menu.ts';
import { PROFILES } from './drive/profiles.ts';
import { cardOf, openReceipt } from './drive/window.ts';
import { expect, test } from './drive/world.ts';

test.skip(
  !existsSync('/usr/sbin/sshd') || !existsSync('/usr/bin/ssh'),
  'OpenSSH is not installed (apt-get install openssh-server openssh-client).',
);

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

/** The command as it was copied, with what keeps ssh from asking this test anything. */
async function runSsh(
  copied: string,
  remote: string,
): Promise<{ readonly code: number; readonly out: string }> {
  const quiet = [
    'BatchMode=yes',
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
  ];
  const options = ['-F none', ...quiet.map((option) => `-o ${option}`)].join(' ');
  const line = `${copied.replace(/^ssh /u, `ssh ${options} `)} '${remote}'`;
  const child = spawn('/bin/sh', ['-c', line], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (out += data.toString()));
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? -1)));
  return { code, out };
}
