// How late a wipe is: from the end of a credential to its absence, read back from a real keychain, by the custody of the app.
import { createDesktop } from '../desktop/desktop.ts';
import { waitFor } from '../desktop/wait.ts';
import { bundleChild } from '../electron/custody/bundle-child.ts';
import { startCustodyProcess, type CustodyProcess } from '../electron/custody/custody-process.ts';
import { quantile, type Row } from './row.ts';

const ALONE_ROUNDS = 25;
const TOGETHER = 50;
const TOGETHER_ROUNDS = 3;
/** Time enough to take fifty into custody before the first of them ends. */
const SECONDS = { alone: 2, together: 8 } as const;

export async function measureWipes(): Promise<readonly Row[]> {
  const desktop = await createDesktop({ display: false, trayHost: false, notifications: false });
  try {
    const script = await bundleChild(desktop.folder);
    const late = async (count: number, seconds: number, round: number): Promise<readonly number[]> => {
      const folder = `${desktop.folder}/custody-${String(count)}-${String(round)}`;
      const child = await startCustodyProcess({ env: desktop.env, folder, script });
      try {
        return await latenesses(child, count, seconds);
      } finally {
        await child.kill();
      }
    };
    const alone: number[] = [];
    for (let round = 0; round < ALONE_ROUNDS; round += 1)
      alone.push(...(await late(1, SECONDS.alone, round)));
    const together: number[] = [];
    for (let round = 0; round < TOGETHER_ROUNDS; round += 1) {
      together.push(Math.max(...(await late(TOGETHER, SECONDS.together, round))));
    }
    return [
      {
        name: 'end → wiped and read back, one',
        unit: 'ms',
        value: quantile(alone, 0.99),
        baseline: null,
        limit: { of: 'value', most: 300 },
        taken: `p99 of ${String(alone.length)}`,
      },
      {
        name: 'end → wiped and read back, the last of 50',
        unit: 'ms',
        value: Math.max(...together),
        baseline: null,
        limit: { of: 'value', most: 2000 },
        taken: `worst of ${String(together.length)} times 50`,
      },
    ];
  } finally {
    await desktop.stop();
  }
}

interface Proof {
  readonly custody: { readonly custody: string; readonly wipedAt?: number };
}

/** Takes credentials that end together and answers how many ms after the end each was read back as absent. */
async function latenesses(child: CustodyProcess, count: number, seconds: number): Promise<readonly number[]> {
  const expiresAt = Number(await child.call('takeMany', String(count), String(seconds)));
  return waitFor(
    'all to be wiped',
    async () => {
      const proofs: Proof[] = [];
      for (let n = 0; n < count; n += 1) {
        // The child answers `custodian.proofs`; its line protocol carries it as JSON.
        proofs.push(...((await child.call('proofs', `G${String(n)}`)) as readonly Proof[]));
      }
      const wipedAts = proofs.flatMap(({ custody }) =>
        custody.wipedAt === undefined ? [] : [custody.wipedAt],
      );
      return wipedAts.length === count ? wipedAts.map((at) => at - expiresAt) : undefined;
    },
    seconds * 1000 + 30_000,
  );
}
