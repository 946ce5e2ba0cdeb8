// What Settings opens outside the app: the folder of logs, with whatever the desktop opens folders with.
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../desktop/wait.ts';
import { expect, test } from './drive/world.ts';

test('opens the folder of logs, which hold what happened and nobody’s words', async ({ world }) => {
  const programs = path.join(world.desktop.folder, 'programs');
  const opened = path.join(world.desktop.folder, 'opened');
  mkdirSync(programs);
  // Stands for a file manager: on Linux folders are opened by this name.
  writeFileSync(path.join(programs, 'xdg-open'), `#!/bin/sh\nprintf '%s\\n' "$@" > '${opened}'\n`);
  chmodSync(path.join(programs, 'xdg-open'), 0o755);
  const app = await world.start({ env: { PATH: `${programs}:${process.env['PATH'] ?? ''}` } });
  const page = await app.open();
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Open logs' }).click();
  await waitFor('the folder to be opened', () => existsSync(opened) && readFileSync(opened, 'utf8') !== '');
  const folder = readFileSync(opened, 'utf8').trim();
  expect(folder).toBe(path.join(app.home, 'logs'));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const file = path.join(folder, 'stint.log');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await app.terminate();
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines[0]).toMatch(/^\S+Z stint: \d+\.\d+\.\d+ started$/u);
  expect(lines.at(-1)).toMatch(/stint: ended with 0$/u);
});

test('says where the logs are when nothing opens folders', async ({ world }) => {
  const programs = path.join(world.desktop.folder, 'programs');
  mkdirSync(programs);
  writeFileSync(path.join(programs, 'xdg-open'), '#!/bin/sh\nexit 4\n');
  chmodSync(path.join(programs, 'xdg-open'), 0o755);
  const app = await world.start({ env: { PATH: `${programs}:${process.env['PATH'] ?? ''}` } });
  const page = await app.open();
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Open logs' }).click();
  await expect(page.getByText(`The log is in ${path.join(app.home, 'logs')}.`).first()).toBeVisible();
});
