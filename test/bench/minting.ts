// Measures what minting a login through the issuer costs beside the same login made with bare SQL on the same server, by turns.
import pg from 'pg';
import { ulid } from 'ulid';
import { createPostgresqlIssuer } from '../../broker/issuers/postgresql/postgresql-issuer.ts';
import { startDemoServer } from '../broker/demo-server.ts';

export interface MintingMeasure {
  /** Medians of one minting, in milliseconds. */
  readonly issuerMs: number;
  readonly bareSqlMs: number;
  readonly ratio: number;
  readonly rounds: number;
}

/** The limit is a ratio of 2. Bare SQL hands the server the password, which makes the verifier there. */
export async function measureMinting(rounds = 60): Promise<MintingMeasure> {
  const server = await startDemoServer();
  const { login } = server.issuerDeps;
  const issuer = createPostgresqlIssuer(server.issuerDeps);
  const bare = new pg.Client(login);
  await bare.connect();
  const expiresAt = Date.now() + 3_600_000;
  const entitlement = {
    id: 'billing-read',
    kind: 'postgresql',
    targetId: 'billing',
    targetName: 'billing',
    role: 'billing_read',
    database: 'billing',
  } as const;

  const requester = { address: null, sshPublicKey: null };

  async function throughIssuer(): Promise<void> {
    const minted = await issuer.mint({ leaseId: ulid(), entitlement, expiresAt, requester });
    if (!minted.ok) throw new Error(minted.error.sentence);
  }
  async function withBareSql(): Promise<void> {
    const name = pg.escapeIdentifier(`bare_${ulid().toLowerCase()}`);
    const until = new Date(expiresAt).toISOString();
    await bare.query(
      `CREATE ROLE ${name} LOGIN PASSWORD 'a password of forty-three letters, as ours are' VALID UNTIL '${until}' CONNECTION LIMIT 5 IN ROLE billing_read`,
    );
  }

  try {
    const issuerTimes: number[] = [];
    const bareTimes: number[] = [];
    for (let round = -5; round < rounds; round += 1) {
      const [first, second] = [await time(throughIssuer), await time(withBareSql)];
      if (round < 0) continue; // Warm first: connections, plans, code.
      issuerTimes.push(first);
      bareTimes.push(second);
    }
    const [issuerMs, bareSqlMs] = [median(issuerTimes), median(bareTimes)];
    return { issuerMs, bareSqlMs, ratio: issuerMs / bareSqlMs, rounds };
  } finally {
    await bare.end();
    await issuer.close();
    await server.stop();
  }
}

async function time(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
