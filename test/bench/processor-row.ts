// What one active grant costs the processor while nobody looks: the packaged app, a real broker, a real lease.
import { createDesktop } from '../desktop/desktop.ts';
import { waitFor } from '../desktop/wait.ts';
import { startBroker } from '../e2e/drive/broker-process.ts';
import { elevateFromMenu } from '../e2e/drive/menu.ts';
import { PROFILES, testConfig } from '../e2e/drive/profiles.ts';
import path from 'node:path';
import { launch } from './launch.ts';
import { processorSeconds } from './process-tree.ts';
import type { Row } from './row.ts';

const WATCHED_MS = 30_000;
const SETTLING_MS = 10_000;

export async function measureProcessor(stint: string): Promise<readonly Row[]> {
  const desktop = await createDesktop();
  try {
    const broker = await startBroker({
      lifeline: desktop.lifeline,
      env: process.env,
      home: path.join(desktop.folder, 'broker-home'),
      config: testConfig,
    });
    const app = await launch(desktop, stint, {
      STINT_HOME: path.join(desktop.folder, 'stint-home'),
      STINT_BROKER_URL: broker.url,
      STINT_TOKEN_FILE: broker.tokenFile('engineer'),
    });
    await elevateFromMenu(app.tray, PROFILES.read);
    await waitFor(
      'an active grant',
      async () => (await app.tray.read()).tooltip.includes(PROFILES.read),
      20_000,
    );
    await passing(SETTLING_MS);
    const before = processorSeconds(app.pid);
    await passing(WATCHED_MS);
    const percent = ((processorSeconds(app.pid) - before) / (WATCHED_MS / 1000)) * 100;
    await app.end();
    await broker.stop();
    return [
      {
        name: 'processor, one active grant',
        unit: '% of a core',
        value: percent,
        baseline: null,
        limit: { of: 'value', most: 0.3 },
        taken: `over ${String(WATCHED_MS / 1000)} s`,
      },
    ];
  } finally {
    await desktop.stop();
  }
}

/** Lets time pass: what is measured here is time itself. */
async function passing(ms: number): Promise<void> {
  const from = performance.now();
  await waitFor('time to pass', () => performance.now() - from >= ms, ms * 2);
}
