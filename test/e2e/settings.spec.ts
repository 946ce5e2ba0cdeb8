// What Settings opens outside the app: the folder of logs, with whatever the desktop opens folders with.
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../desktop/wait.ts';
import type { AppProcess } from './drive/app-process.ts';
import { expect, test, type World } from './drive/world.ts';

/** Starts the app where this script stands for a file manager: on Linux folders are opened by this name. */
async function startWith(world: World, xdgOpen: string): Promise<AppProcess> {
  const programs = path.join(world.desktop.folder, 'programs');
  const file = path.join(programs, 'xdg-open');
  mkdirSync(programs);
  writeFileSync(file, `#!/bin/sh\n${xdgOpen}\n`);
  chmodSync(file, 0o755);
  return world.start({ env: { PATH: `${programs}:${process.env['PATH'] ?? ''}` } });
}

test('opens the folder of logs, which hold starts, ends and nobody’s words', async ({ world }) => {
  const opened = path.join(world.desktop.folder, 'opened');
  const app = await startWith(world, `printf '%s\\n' "$@" > '${opened}'`);
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
  const [started = '', ...more] = readFileSync(file, 'utf8').trim().split('\n');
  expect(started).toMatch(/^\S+Z stint: \d+\.\d+\.\d+ started$/u);
  expect(more).toEqual([expect.stringMatching(/^\S+Z stint: ended with 0$/u)]);
});

test('says where the logs are when nothing opens folders', async ({ world }) => {
  const app = await startWith(world, 'exit 4');
  const page = await app.open();
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Open logs' }).click();
  await expect(page.getByText(`The log is in ${path.join(app.home, 'logs')}.`).first()).toBeVisible();
});
