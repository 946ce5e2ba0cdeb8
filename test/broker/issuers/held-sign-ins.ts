// Sign-ins that have passed the password and then wait in the server, where pg_stat_activity does not tell whose they are, until they are let in.
import { randomBytes } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { Credentials, DemoServer } from '../demo-server.ts';

type Session = Awaited<ReturnType<DemoServer['open']>>;

export interface HeldSignIns {
  /** Resolves once it waits. `session`: what it becomes when it is let in. */
  come(who: Credentials): Promise<{ readonly session: Promise<Session> }>;
  letIn(): Promise<void>;
}

/** At a database of its own, which somebody is just renaming: whoever signs in waits for that after the password. */
export async function holdSignIns(server: DemoServer): Promise<HeldSignIns> {
  const database = `held_${randomBytes(6).toString('hex')}`;
  await server.asSuperuser(`CREATE DATABASE ${database}`);
  const holder = await server.open(server.superuser);
  await holder.query(`BEGIN; ALTER DATABASE ${database} RENAME TO ${database}_renamed`);
  let waiting = 0;
  return {
    async come(who) {
      const session = server.open({ ...who, database });
      // Whoever takes it hears of it.
      session.catch(() => undefined);
      waiting += 1;
      await vi.waitFor(
        async () => {
          const waits = await server.asSuperuser(
            `SELECT 1 FROM pg_locks WHERE NOT granted AND classid = 'pg_database'::regclass
                AND objid = (SELECT oid FROM pg_database WHERE datname = '${database}')`,
          );
          expect(waits).toHaveLength(waiting);
        },
        { timeout: 20_000, interval: 10 },
      );
      return { session };
    },
    async letIn() {
      await holder.query('ROLLBACK');
      await holder.end();
    },
  };
}
