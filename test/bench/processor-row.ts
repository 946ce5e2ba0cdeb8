// What one active grant costs the processor while nobody looks: the packaged app, a real broker, a real lease. The baseline is
// what the empty packaged app takes in the very same seconds: that much is the runtime's.
import { createDesktop } from '../desktop/desktop.ts';
import { waitFor } from '../desktop/wait.ts';
import { startBroker } from '../e2e/drive/broker-process.ts';
import { elevateFromMenu } from '../e2e/drive/menu.ts';
import { PROFILES, testConfig } from '../e2e/drive/profiles.ts';
import path from 'node:path';
import type { Rivals } from './desktop-rows.ts';
import { launch } from './launch.ts';
import { processorSeconds } from './process-tree.ts';
import type { Row } from './row.ts';

const WATCHED_MS = 30_000;
const SETTLING_MS = 10_000;

export async function measureProcessor(rivals: Rivals): Promise<readonly Row[]> {
  const desktop = await createDesktop();
  try {
    const broker = await startBroker({
      lifeline: desktop.lifeline,
      env: process.env,
      home: path.join(desktop.folder, 'broker-home'),
      config: testConfig,
    });
    const app = await launch(desktop, rivals.stint, {
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
    const empty = await launch(desktop, rivals.empty, {});
    await passing(SETTLING_MS);
    const pids = [app.pid, empty.pid] as const;
    const before = pids.map(processorSeconds);
    await passing(WATCHED_MS);
    const [value = NaN, baseline = NaN] = pids.map(
      (pid, at) => ((processorSeconds(pid) - (before[at] ?? NaN)) / (WATCHED_MS / 1000)) * 100,
    );
    await empty.end();
    await app.end();
    await broker.stop();
    return [
      {
        name: 'processor, one active grant',
        unit: '% of a core',
        value,
        baseline,
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
