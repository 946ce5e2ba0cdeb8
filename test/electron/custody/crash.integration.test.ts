// kill -9 at each step of custody, with the real journal and a real keychain; the next process recovers within five seconds. What is left is looked
// at by another process.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toJournalLine } from '../../../electron/custody/journal-line.ts';
import { replay } from '../../../electron/custody/replay.ts';
import { createDesktop, type Desktop } from '../../desktop/desktop.ts';
import { waitFor } from '../../desktop/wait.ts';
import { bundleChild } from './bundle-child.ts';
import { startCustodyProcess, type CustodyProcess } from './custody-process.ts';

/** How often cron-heartbeat.ts beats, on even seconds. */
const HEARTBEAT_MS = 2000;

let desktop: Desktop;
let script: string;

function start(name: string, dieAt?: string): Promise<CustodyProcess> {
  const folder = `${desktop.folder}/${name}`;
  return startCustodyProcess({ env: desktop.env, folder, script, ...(dieAt === undefined ? {} : { dieAt }) });
}

function linesOnDisk(folder: string): readonly unknown[] {
  let text = '';
  try {
    text = readFileSync(`${folder}/custody.jsonl`, 'utf8');
  } catch {
    // It died before the first line.
  }
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as unknown);
}

function phaseOnDisk(folder: string): string | undefined {
  return replay(linesOnDisk(folder)).entries.get('L1')?.phase;
}

const steps = ['will-hold', 'write', 'read back', 'held', 'wiping', 'delete', 'read back absent', 'wiped'];
const points = steps.flatMap((step, n) => [
  [String(n), 'before', step] as const,
  [String(n), 'after', step] as const,
]);

describe('a process killed in the middle', () => {
  beforeAll(async () => {
    desktop = await createDesktop({ display: false, trayHost: false, notifications: false });
    script = await bundleChild(desktop.folder);
  });
  afterAll(async () => {
    await desktop.stop();
  });

  it.each(points)('at step %s, %s "%s", leaves nothing the next process does not finish', async (n, when) => {
    const folder = `${desktop.folder}/child-${n}-${when}`;
    const first = await start(`child-${n}-${when}`, `${n} ${when}`);
    await first
      .call('take', 'L1', 'G1', '600', 'canary')
      .then(() => first.call('wipe', 'G1'))
      .catch(() => undefined);
    expect(await first.ended).toBe('SIGKILL');

    const phase = phaseOnDisk(folder);
    const left = await desktop.keyring.items('Stint');
    if (left.length > 0) expect(phase).toMatch(/^(?:will-hold|held|wiping)$/u);

    const second = await start(`child-${n}-${when}`);
    const startedAt = performance.now();
    await second.call('recover');
    expect(performance.now() - startedAt).toBeLessThan(5000);
    const items = await desktop.keyring.items('Stint');
    if (phase === 'held') {
      expect(items).toHaveLength(1);
      expect(await second.call('wipe', 'G1')).toMatchObject([{ custody: { readBack: 'absent' } }]);
    } else {
      expect(items).toEqual([]);
      expect(phaseOnDisk(folder)).toBe(phase === undefined ? undefined : 'wiped');
    }
    expect(await desktop.keyring.items('Stint')).toEqual([]);
    await second.kill();
  });

  it('wipes at the end by itself, by a timer of its own, seen by another process', async () => {
    const child = await start('child-end');
    // The end falls right after a beat of the heartbeat: left to the next one, the wipe would begin almost two seconds late.
    await waitFor('the moment of a beat', () => Date.now() % HEARTBEAT_MS < 200);
    const expiresAt = Number(await child.call('takeMany', '1', '8'));
    expect(await desktop.keyring.items('Stint')).toHaveLength(1);
    const proofs = (): Promise<unknown> => child.call('proofs', 'G0');
    await expect.poll(proofs, { timeout: 30_000 }).toMatchObject([{ custody: { custody: 'wiped' } }]);
    expect(await desktop.keyring.items('Stint')).toEqual([]);
    const lines = linesOnDisk(`${desktop.folder}/child-end`).map(toJournalLine);
    const latenessOf = (kind: string): number => {
      const line = lines.find((one) => one?.kind === kind);
      return line === undefined || line === null ? NaN : line.at - expiresAt;
    };
    // How soon it is over on a quiet machine is for the bench; here other processes stand in the way.
    expect(latenessOf('wiping')).toBeLessThan(1500);
    expect(latenessOf('wiped')).toBeLessThan(5000);
    await child.kill();
  });

  it('wipes what nobody knows, and leaves the keys of the app and of other homes alone', async () => {
    const child = await start('child-stray');
    await child.call('write', 'Stint', 'stint-lost', 'canary');
    await child.call('write', 'Stint keys', 'device-key', 'canary');
    await child.call('write', 'Stint-0badcafe', 'stint-other', 'canary');
    await child.call('recover');
    expect(await desktop.keyring.items('Stint')).toEqual([]);
    expect(await desktop.keyring.items('Stint keys')).toHaveLength(1);
    expect(await desktop.keyring.items('Stint-0badcafe')).toHaveLength(1);
    await child.kill();
  });

  it('is wipe-pending while the keyring is locked, and wiped after it opens', async () => {
    const child = await start('child-locked');
    await child.call('take', 'L1', 'G1', '600', 'canary');
    await desktop.keyring.lock();
    expect(await child.call('wipe', 'G1')).toMatchObject([{ custody: { custody: 'wipe-pending' } }]);
    expect(await desktop.keyring.items('Stint')).toHaveLength(1);
    await desktop.keyring.unlock(desktop.keyring.password);
    // Nobody asks it to: its own heartbeat tries again.
    await expect.poll(() => desktop.keyring.items('Stint'), { timeout: 30_000 }).toEqual([]);
    await expect.poll(() => child.call('holdings')).toEqual([]);
    await child.kill();
  });
});
