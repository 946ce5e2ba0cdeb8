// `npm run demo`: the whole main job by itself, in the real app on a desktop of its own; a line per step, and exit code 0 only
// if each was seen. It drives tray and window from outside and asks other programs (a PostgreSQL client, a D-Bus client) what is so.
import path from 'node:path';
import { createDesktop } from '../test/desktop/desktop.ts';
import { waitFor } from '../test/desktop/wait.ts';
import { startApp } from '../test/e2e/drive/app-process.ts';
import { startBroker } from '../test/e2e/drive/broker-process.ts';
import { leaseItems } from '../test/e2e/drive/lease-items.ts';
import { waitForClipboard } from '../test/e2e/drive/clipboard.ts';
import { openSession, refusalOf, tryLogin, withPassword } from '../test/e2e/drive/login.ts';
import { clickMenu, elevateFromMenu } from '../test/e2e/drive/menu.ts';
import { PROFILES, testConfig } from '../test/e2e/drive/profiles.ts';
import { cardOf, openReceipt } from '../test/e2e/drive/window.ts';
import { build } from './build.ts';

const startedAt = performance.now();
let step = 0;

function saw(what: string): void {
  step += 1;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
  console.log(`${seconds} s  ${String(step).padStart(2)}  ${what}`);
}

function insist(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Not seen: ${what}.`);
  saw(what);
}

async function main(): Promise<void> {
  await build();
  const desktop = await createDesktop();
  try {
    const broker = await startBroker({
      lifeline: desktop.lifeline,
      env: process.env,
      home: path.join(desktop.folder, 'broker-home'),
      config: testConfig,
    });
    saw('the broker is up, with its own PostgreSQL and a demo target');
    const app = await startApp({
      desktop,
      home: path.join(desktop.folder, 'stint-home'),
      brokerUrl: broker.url,
      tokenFile: broker.tokenFile('engineer'),
    });
    saw('the tray icon is there');

    const profile = PROFILES.brief;
    await elevateFromMenu(app.tray, profile);
    saw(`asked for "${profile}" with one click in the tray menu`);
    const [item] = await waitFor('the credential in the keychain', async () => {
      const found = await leaseItems(desktop.keyring);
      return found.length === 1 ? found : undefined;
    });
    saw('approved by policy and started; the credential is in the OS keychain, as another program sees it');

    const { account = '', attributes } = item ?? {};
    const password = await desktop.keyring.lookup(attributes?.['service'] ?? '', account);
    await clickMenu(app.tray, profile, 'Copy URL');
    const url = await waitForClipboard(desktop.env, '');
    insist(
      decodeURIComponent(new URL(url).password) === password?.toString('utf8'),
      'Copy URL gives the very credential the keychain holds',
    );

    const wrong = await tryLogin(withPassword(url, 'not-the-password'));
    insist(
      !wrong.entered && wrong.sqlState === '28P01',
      'a wrong password is refused by the database (28P01)',
    );
    const session = await openSession(url);
    const { rows } = await session.client.query<{ n: number }>('select count(*)::int as n from invoices');
    insist((rows[0]?.n ?? 0) > 0, `a real query read ${String(rows[0]?.n ?? 0)} invoices`);
    insist(
      (await refusalOf(session.client, 'delete from invoices')) === '42501',
      'a write is refused (42501)',
    );

    const page = await app.open();
    const timer = cardOf(page, profile).getByRole('timer');
    const first = await timer.textContent();
    await waitFor('the countdown to move', async () => (await timer.textContent()) !== first);
    saw(`the countdown runs (${first ?? ''} and falling)`);

    await desktop.notifications.waitFor('of the wipe', (shown) => shown.summary.startsWith('Wiped'), 40_000);
    saw('a notice says it was wiped');
    insist(
      (await leaseItems(desktop.keyring)).length === 0,
      'the keychain holds nothing of it, as another program sees it',
    );
    await waitFor('the open session to be cut', session.isCut, 15_000);
    saw('the open database session was cut');
    const after = await waitFor('the login to be refused', async () => {
      const outcome = await tryLogin(url);
      return outcome.entered ? undefined : outcome;
    });
    insist(
      ['28P01', '28000'].includes(after.sqlState),
      `the login is refused from now on (${after.sqlState})`,
    );
    const proof = await openReceipt(page, profile);
    await proof.getByText(/deleted and read back/u).waitFor();
    await proof.getByText(/Login removed/u).waitFor();
    saw('the receipt shows the proof of the wipe and of the revocation');
    await app.quit();
    await broker.stop();
    saw('app and broker are gone');
  } finally {
    await desktop.stop();
  }
}

main().then(
  () => {
    console.log(`The main job was seen from end to end: ${String(step)} steps.`);
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
