// A broker node in real time whose leases are real logins at a real server.
import { ulid } from 'ulid';
import { createSystemClock } from '../../../broker/adapters/system-clock.ts';
import {
  createPostgresqlIssuer,
  type PostgresqlIssuerDeps,
} from '../../../broker/issuers/postgresql/postgresql-issuer.ts';
import { createLeaseKeeper } from '../../../broker/leases/lease-keeper.ts';
import type { Issuer } from '../../../broker/ports/issuer.ts';
import type { StorageAccess } from '../../../broker/storage/open-storage.ts';
import type { FakeClock } from '../fakes/fake-clock.ts';
import { SHIPPED, startTestBroker, type TestBroker } from '../test-broker.ts';

export interface RealNode {
  readonly access: StorageAccess;
  readonly tokensFolder: string;
  readonly issuer: Omit<PostgresqlIssuerDeps, 'clock'>;
}

/** `billing-pair`: two logins that begin and end together. */
const YAML = `${SHIPPED}
  - id: billing-pair
    name: Two logins
    summary: Two at once.
    groups: [payments]
    longest: 1 h
    entitlements:
      - { target: billing, database: billing, role: billing_read, allows: [Read] }
      - { target: billing, database: billing, role: billing_write, allows: [Write] }
`;

const notMoved = (): never => {
  throw new Error('Time moves by itself here.');
};
const realTime: FakeClock = { ...createSystemClock(), advance: notMoved, jump: notMoved, timers: notMoved };

export async function startRealNode({
  access,
  tokensFolder,
  issuer: deps,
}: RealNode): Promise<{ readonly node: TestBroker; readonly issuer: Issuer; stop(): Promise<void> }> {
  const issuer = createPostgresqlIssuer({ ...deps, clock: realTime });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const made: { keeper?: ReturnType<typeof createLeaseKeeper> } = {};
  const node = await startTestBroker({
    access,
    tokensFolder,
    yaml: YAML,
    clock: realTime,
    makeKeeper: (parts) =>
      (made.keeper = createLeaseKeeper({
        ...parts,
        newId: () => ulid(),
        log,
        issuers: new Map([['billing', issuer]]),
        random: () => 0,
      })),
  });
  return {
    node,
    issuer,
    async stop() {
      await made.keeper?.stop();
      await node.stop();
      await issuer.close();
    },
  };
}
