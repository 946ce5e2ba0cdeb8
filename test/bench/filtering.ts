// How long from the press of a key to the painted, filtered list. Real keys, the real page, a window that is shown.
// The clock starts with the key's own time stamp and stops after the frame that shows the new list.
import type { Page } from 'playwright';

export interface FilteringReport {
  readonly keys: number;
  /** Milliseconds, rising. */
  readonly tookMs: readonly number[];
  readonly p50: number;
  readonly p95: number;
}

interface Gauge {
  readonly took: number[];
  undo(): void;
}
type GaugedWindow = typeof globalThis & { stintGauge?: Gauge };

/** What is typed: beginnings that match thousands, words, a slip of the finger, and nothing at all. */
export const FILTERING_QUERIES = [
  'billing frank',
  'rotate kyes',
  'read the ledger',
  'payrol',
  '4711',
  'zzzz',
];

export async function measureFiltering(
  page: Page,
  queries: readonly string[] = FILTERING_QUERIES,
): Promise<FilteringReport> {
  const box = page.getByRole('searchbox', { name: 'Search profiles' });
  await box.fill('');
  await box.focus();
  await page.evaluate(startGauge);
  for (const query of queries) {
    for (const letter of query) await pressAndWait(page, letter);
    for (const _letter of query) await pressAndWait(page, 'Backspace');
  }
  const took = await page.evaluate(() => {
    const { stintGauge } = globalThis as GaugedWindow;
    stintGauge?.undo();
    return stintGauge?.took ?? [];
  });
  const tookMs = [...took].sort((a, b) => a - b);
  return { keys: tookMs.length, tookMs, p50: quantile(tookMs, 0.5), p95: quantile(tookMs, 0.95) };
}

/** The next key is pressed once the last one is painted: people do not type within a frame. */
async function pressAndWait(page: Page, key: string): Promise<void> {
  const before = await page.evaluate(() => (globalThis as GaugedWindow).stintGauge?.took.length ?? 0);
  await page.keyboard.press(key);
  await page.waitForFunction(
    (count) => ((globalThis as GaugedWindow).stintGauge?.took.length ?? 0) > count,
    before,
  );
}

/** Runs in the page. */
function startGauge(): void {
  const took: number[] = [];
  let pressedAt = 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    pressedAt = event.timeStamp;
  };
  const onInput = (): void => {
    const from = pressedAt;
    requestAnimationFrame(() => {
      // A message posted within a frame is read after that frame was painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        took.push(performance.now() - from);
        port1.close();
      };
      port2.postMessage(null);
    });
  };
  document.addEventListener('keydown', onKeyDown, true);
  document.addEventListener('input', onInput, true);
  (globalThis as GaugedWindow).stintGauge = {
    took,
    undo: () => {
      document.removeEventListener('keydown', onKeyDown, true);
      document.removeEventListener('input', onInput, true);
    },
  };
}

function quantile(rising: readonly number[], share: number): number {
  return rising[Math.min(rising.length - 1, Math.floor(rising.length * share))] ?? Number.NaN;
}
