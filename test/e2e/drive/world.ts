// What an end-to-end test stands on: a broker shared by the tests of one worker, and for each test a desktop with an empty home,
// and at the end a look for secrets that were left anywhere.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test as base } from 'playwright/test';
import { createDesktop, type Desktop } from '../../desktop/desktop.ts';
import { createLifeline } from '../../desktop/lifeline.ts';
import { startApp, type AppOptions, type AppProcess } from './app-process.ts';
import { startBroker, type BrokerProcess } from './broker-process.ts';
import { findSecret } from './canary.ts';
import { leaseItems } from './lease-items.ts';
import { testConfig } from './profiles.ts';

export interface World {
  readonly desktop: Desktop;
  readonly broker: BrokerProcess;
  /** Starts the app in this test's home; the same home again at the second call. */
  readonly start: (more?: Partial<AppOptions>) => Promise<AppProcess>;
  /** A broker of this test's own, to be stopped and killed. */
  readonly ownBroker: () => Promise<BrokerProcess>;
  /** Names a secret that must be nowhere when the test ends. */
  readonly canary: (secret: string) => void;
  /** The items of leases in the keychain, as another process sees them. */
  readonly leaseItems: () => Promise<readonly string[]>;
}

export const test = base.extend<{ world: World }, { sharedBroker: BrokerProcess }>({
  sharedBroker: [
    // Playwright finds out what a fixture needs from this pattern; this one needs nothing.
    async ({}, use) => {
      const lifeline = createLifeline();
      const home = mkdtempSync(path.join(tmpdir(), 'stint-e2e-broker-'));
      lifeline.holdFolder(home);
      const broker = await startBroker({ lifeline, env: process.env, home, config: testConfig });
      await use(broker);
      await broker.stop();
      await lifeline.end();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  world: async ({ sharedBroker }, use) => {
    const desktop = await createDesktop();
    const home = path.join(desktop.folder, 'stint-home');
    const accounts = async (): Promise<readonly string[]> =>
      (await leaseItems(desktop.keyring)).map((item) => item.account);
    const canaries: string[] = [];
    const apps: AppProcess[] = [];
    const brokers = [sharedBroker];
    let broker = sharedBroker;
    try {
      await use({
        desktop,
        get broker() {
          return broker;
        },
        start: async (more = {}) => {
          const app = await startApp({
            desktop,
            home,
            brokerUrl: broker.url,
            tokenFile: broker.tokenFile('engineer'),
            ...more,
          });
          apps.push(app);
          return app;
        },
        ownBroker: async () => {
          broker = await startBroker({
            lifeline: desktop.lifeline,
            env: process.env,
            home: path.join(desktop.folder, 'own'),
            config: testConfig,
          });
          brokers.push(broker);
          return broker;
        },
        canary: (secret) => void canaries.push(secret),
        leaseItems: accounts,
      });
      // The end of every test: quit whatever still runs, then look for what may not be left.
      for (const app of apps) if (app.isRunning()) await app.terminate();
      if (await isKeychainThere(desktop))
        expect(await accounts(), 'lease items left in the keychain').toEqual([]);
      for (const secret of canaries) {
        const texts = {
          ...Object.fromEntries(apps.map((app, index) => [`output of app ${String(index)}`, app.output()])),
          ...Object.fromEntries(brokers.map((each, index) => [`log of broker ${String(index)}`, each.log()])),
        };
        const folders = [desktop.folder, ...brokers.map((each) => each.folder)];
        expect(findSecret(secret, folders, texts), 'places that hold the secret').toEqual([]);
      }
    } finally {
      await desktop.stop();
    }
  },
});

export { expect };

async function isKeychainThere(desktop: Desktop): Promise<boolean> {
  return desktop.keyring.isLocked().then(
    (locked) => !locked,
    () => false,
  );
}
