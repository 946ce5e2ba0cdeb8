// The bench's row about revoking: ten thousand logins that are due at the same instant.
import { measureRevoking } from './revoking.ts';
import type { Row } from './row.ts';

const LEASES = 10_000;

export async function measureRevokingRow(): Promise<readonly Row[]> {
  const { seconds, grantsSeconds, bareSeconds } = await measureRevoking(LEASES);
  return [
    {
      name: `${String(LEASES)} due logins revoked by two brokers, each once`,
      unit: 's',
      value: seconds,
      baseline: bareSeconds,
      limit: { of: 'value', most: 8 },
      taken:
        'one run, from the commit that makes them due, while their grants end too; baseline: the bare SQL at the target by two connections',
    },
    {
      name: `${String(LEASES)} grants ended with them, each once, and told of them`,
      unit: 's',
      value: grantsSeconds,
      baseline: seconds,
      limit: { of: 'value', most: 15 },
      taken: 'the same run; the limit is ours',
    },
  ];
}
