// `npm run screenshots`: the pictures of docs/images, taken of the real app with real data, light and dark, and put side by side;
// what they show was made by clicking through the app as a person would. Then every designed state of the window, to be looked
// through, into .cache/window-states. `-- --states [part of a name]` takes those alone.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { createDesktop } from '../test/desktop/desktop.ts';
import { waitFor } from '../test/desktop/wait.ts';
import { startApp, type AppProcess } from '../test/e2e/drive/app-process.ts';
import { startBroker } from '../test/e2e/drive/broker-process.ts';
import { showcaseConfig, SHOWCASE } from '../test/e2e/drive/showcase.ts';
import { askFor, cardOf, openForm, openReceipt } from '../test/e2e/drive/window.ts';
import { shootStates } from '../test/renderer/harness/shoot.ts';
import { build } from './build.ts';

const images = path.join(import.meta.dirname, '..', 'docs', 'images');
const THEMES = ['light', 'dark'] as const;
let lastIcon = '';

/** Takes the same moment in both themes and puts the two side by side. */
async function picture(page: Page, scratch: string, name: string): Promise<void> {
  const shots: string[] = [];
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    const file = path.join(scratch, `${name}-${theme}.png`);
    await page.screenshot({ path: file, animations: 'disabled' });
    shots.push(file);
  }
  montage(shots, path.join(images, `${name}.png`));
}

function montage(files: readonly string[], target: string, geometry = '+14+14'): void {
  const background = '#d9d5cf';
  const run = spawnSync('montage', [
    ...files,
    '-tile',
    'x1',
    '-geometry',
    geometry,
    '-background',
    background,
    target,
  ]);
  if (run.status !== 0) throw new Error(`ImageMagick could not make ${target}: ${run.stderr.toString()}`);
  console.log(`made ${path.relative(process.cwd(), target)}`);
}

/** The tray icon, once it differs from the last one taken and its words say what they should. */
async function trayIcon(app: AppProcess, scratch: string, name: string, says: string): Promise<string> {
  const icon = await waitFor(`a tray icon that says "${says}"`, async () => {
    const { icon: shown, tooltip } = await app.tray.read();
    return shown?.sha256 === lastIcon || !tooltip.includes(says) ? undefined : shown;
  });
  lastIcon = icon.sha256;
  const file = path.join(scratch, `tray-${name}.png`);
  writeFileSync(file, icon.png());
  return file;
}

async function main(): Promise<void> {
  await build();
  mkdirSync(images, { recursive: true });
  const scratch = mkdtempSync(path.join(tmpdir(), 'stint-screenshots-'));
  const desktop = await createDesktop();
  try {
    const broker = await startBroker({
      lifeline: desktop.lifeline,
      env: process.env,
      home: path.join(desktop.folder, 'broker-home'),
      config: showcaseConfig,
    });
    const home = path.join(desktop.folder, 'stint-home');
    const icons: string[] = [];

    const stranger = await startApp({
      desktop,
      home: `${home}-new`,
      brokerUrl: broker.url,
      tokenFile: broker.tokenFile('engineer'),
      env: { STINT_TOKEN_FILE: '' },
    });
    await picture(await stranger.open(), scratch, 'signed-out');
    await stranger.quit();

    const app = await startApp({
      desktop,
      home,
      brokerUrl: broker.url,
      tokenFile: broker.tokenFile('engineer'),
    });
    const page = await app.open();
    await page.getByRole('option').first().waitFor();
    icons.push(await trayIcon(app, scratch, 'idle', 'Nothing active'));

    // A grant that has run its time and left a receipt.
    await askFor(page, SHOWCASE.brief);
    await cardOf(page, SHOWCASE.brief).waitFor();
    icons.push(await trayIcon(app, scratch, 'ending', SHOWCASE.brief));
    await cardOf(page, SHOWCASE.brief).waitFor({ state: 'detached', timeout: 60_000 });

    await openForm(page, SHOWCASE.fix);
    await page
      .getByRole('textbox', { name: 'Reason' })
      .fill('Invoice 20418 was sent twice, void the second one');
    await picture(page, scratch, 'request');
    await page.keyboard.press('Escape');
    await askFor(page, SHOWCASE.support, 'Ticket SUP-1932: the customer sees a wrong balance');
    icons.push(await trayIcon(app, scratch, 'waiting', 'Waiting'));
    await askFor(page, SHOWCASE.read);
    await cardOf(page, SHOWCASE.read).getByRole('timer').waitFor();
    icons.push(await trayIcon(app, scratch, 'active', SHOWCASE.read));
    await page.getByRole('searchbox', { name: 'Search profiles' }).fill('');
    await picture(page, scratch, 'access');

    const proof = await openReceipt(page, SHOWCASE.brief);
    await proof.getByText(/Login removed/u).waitFor();
    await picture(page, scratch, 'history');
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.locator('[role=tabpanel] > *').first().waitFor();
    await picture(page, scratch, 'settings');
    await page.getByRole('tab', { name: 'Access' }).click();
    await cardOf(page, SHOWCASE.read).getByRole('button', { name: 'Extend' }).click();
    await page.getByRole('form', { name: `Extend ${SHOWCASE.read}` }).waitFor();
    await picture(page, scratch, 'extend');
    await page.keyboard.press('Escape');
    montage(icons, path.join(images, 'tray-icons.png'), '44x44+14+14');

    // What the engineer asked for waits for the second person, in an app of their own.
    const reviewer = await startApp({
      desktop,
      home: `${home}-reviewer`,
      brokerUrl: broker.url,
      tokenFile: broker.tokenFile('reviewer'),
    });
    const reviews = await reviewer.open();
    await reviews.getByRole('tab', { name: /^Approvals/u }).click();
    await reviews.getByRole('article', { name: SHOWCASE.support }).waitFor();
    await picture(reviews, scratch, 'approvals');
    await reviewer.quit();

    await broker.kill();
    await page
      .getByText(/Offline/u)
      .first()
      .waitFor();
    await picture(page, scratch, 'offline');
    await app.kill();
  } finally {
    await desktop.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

const { values, positionals } = parseArgs({
  options: { states: { type: 'boolean' } },
  allowPositionals: true,
});
if (values.states !== true) await main();
const states = path.join(import.meta.dirname, '..', '.cache', 'window-states');
console.log(`made ${String(await shootStates(states, positionals[0]))} pictures in ${states}`);
