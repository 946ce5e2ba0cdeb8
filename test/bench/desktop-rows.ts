// Start, idle memory and first opening of the window: the packaged Stint and the empty app by turns on one desktop.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { createDesktop, type Desktop } from '../desktop/desktop.ts';
import { waitFor } from '../desktop/wait.ts';
import { launch, watchWindows, type Launched } from './launch.ts';
import { pssMegabytes } from './process-tree.ts';
import { median, quantile, type Row } from './row.ts';

export interface Rivals {
  readonly stint: string;
  readonly empty: string;
}

interface Sample {
  readonly startMs: number;
  readonly idleMegabytes: number;
  readonly firstOpenMs: number;
  readonly laterOpenMs: readonly number[];
}

const ROUNDS = 7;
const LATER_OPENINGS = 6;

export async function measureDesktop(rivals: Rivals, handicapMs: number): Promise<readonly Row[]> {
  const samples: Record<keyof Rivals, Sample[]> = { stint: [], empty: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    // The order alternates, so that a machine that warms up or slows down favours neither.
    const order: readonly (keyof Rivals)[] = round % 2 === 0 ? ['stint', 'empty'] : ['empty', 'stint'];
    for (const rival of order) {
      const sample = await measureOnce(rivals[rival], rival, rival === 'stint' ? handicapMs : 0);
      // The first round warms the disk cache and is thrown away.
      if (round > 0) samples[rival].push(sample);
    }
  }
  const both = (pick: (sample: Sample) => number): { readonly value: number; readonly baseline: number } => ({
    value: median(samples.stint.map(pick)),
    baseline: median(samples.empty.map(pick)),
  });
  const taken = `median of ${String(ROUNDS)}, by turns`;
  const later = samples.stint.flatMap((sample) => sample.laterOpenMs);
  return [
    {
      name: 'start → tray item',
      unit: 'ms',
      ...both((sample) => sample.startMs),
      limit: { of: 'ratio', most: 1.15 },
      taken,
    },
    {
      name: 'memory idle, no window (PSS)',
      unit: 'MB',
      ...both((sample) => sample.idleMegabytes),
      limit: { of: 'ratio', most: 1.1 },
      taken,
    },
    {
      name: 'window, first opening',
      unit: 'ms',
      ...both((sample) => sample.firstOpenMs),
      limit: { of: 'ratio', most: 1.25 },
      taken,
    },
    {
      name: 'window, later openings',
      unit: 'ms',
      value: quantile(later, 0.95),
      baseline: quantile(
        samples.empty.flatMap((sample) => sample.laterOpenMs),
        0.95,
      ),
      limit: { of: 'value', most: 60 },
      taken: `p95 of ${String(later.length)}`,
    },
  ];
}

async function measureOnce(binary: string, rival: keyof Rivals, handicapMs: number): Promise<Sample> {
  const desktop = await createDesktop();
  try {
    const app = await launch(
      desktop,
      binary,
      { STINT_HOME: path.join(desktop.folder, 'stint-home') },
      handicapMs,
    );
    const idleMegabytes = await settledMegabytes(app.pid);
    const { first, later } = await measureOpenings(desktop, app, rival);
    await app.end();
    return { startMs: app.startMs, idleMegabytes, firstOpenMs: first, laterOpenMs: later };
  } finally {
    await desktop.stop();
  }
}

/** Reads until the last 2 s of readings differ by less than 1 %. */
async function settledMegabytes(pid: number): Promise<number> {
  const readings: { at: number; megabytes: number }[] = [];
  return waitFor(
    'memory to settle',
    () => {
      const now = performance.now();
      readings.push({ at: now, megabytes: pssMegabytes(pid) });
      const recent = readings
        .filter((reading) => now - reading.at <= 2000)
        .map((reading) => reading.megabytes);
      const whole = now - (readings[0]?.at ?? now) > 2000;
      return whole && Math.max(...recent) - Math.min(...recent) < 0.01 * Math.max(...recent)
        ? median(recent)
        : undefined;
    },
    60_000,
  );
}

async function measureOpenings(
  desktop: Desktop,
  app: Launched,
  rival: keyof Rivals,
): Promise<{ first: number; later: readonly number[] }> {
  const windows = await watchWindows(desktop.env);
  const open = async (): Promise<number> => {
    const shown = windows.next();
    const clickedAt = performance.now();
    await app.tray.click(rival === 'stint' ? 'Open Stint' : 'Open');
    return (await shown) - clickedAt;
  };
  const first = await open();
  const later: number[] = [];
  for (let opening = 0; opening < LATER_OPENINGS; opening += 1) {
    await hide(desktop, app, rival);
    later.push(await open());
  }
  windows.stop();
  return { first, later };
}

async function hide(desktop: Desktop, app: Launched, rival: keyof Rivals): Promise<void> {
  const { env } = desktop;
  const xdotool = (...args: string[]): string =>
    spawnSync('xdotool', args, { env, encoding: 'utf8', timeout: 5000 }).stdout.trim();
  const visible = (): string => xdotool('search', '--onlyvisible', '--pid', String(app.pid));
  if (rival === 'empty') await app.tray.click('Hide');
  else {
    // Without a window manager nobody hands out the focus.
    const [window = ''] = visible().split('\n');
    xdotool('windowfocus', window);
    await waitFor('the window to have the focus', () => xdotool('getwindowfocus') === window);
    xdotool('key', 'Escape');
  }
  await waitFor('the window to be hidden', () => visible() === '');
}
