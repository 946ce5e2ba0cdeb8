/** Connections of the broker to one PostgreSQL server: a pool for the server as a whole, and short visits to single databases. */
import pg from 'pg';

export interface TargetLogin {
  /** A host name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  /** Where roles are made; any database will do. */
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly ssl?: pg.ClientConfig['ssl'];
}

/** Sends one statement, or several as one transaction. */
export type Ask = (
  text: string,
  values?: readonly unknown[],
) => Promise<pg.QueryResult<Record<string, unknown>>>;

export interface TargetSessions {
  readonly ask: Ask;
  visit<T>(database: string, work: (ask: Ask) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The server gives up on a statement before the client does, so that nothing runs on unseen. */
const LIMITS = {
  connectionTimeoutMillis: 5_000,
  lock_timeout: 4_000,
  statement_timeout: 10_000,
  query_timeout: 15_000,
  idle_in_transaction_session_timeout: 15_000,
};

export function createTargetSessions(login: TargetLogin): TargetSessions {
  // SECURITY: issuer-names-pinned
  // PostgreSQL's own names only: a function or operator a login has made, if it fits better, would run with the broker's rights.
  const options = '-c search_path=pg_catalog';
  const config = { ...login, ...LIMITS, options, application_name: 'stint-broker' };
  const pool = new pg.Pool({ ...config, max: 4, idleTimeoutMillis: 30_000, allowExitOnIdle: true });
  // An idle connection that breaks is replaced at the next asking; without a listener it would end the process.
  pool.on('error', () => undefined);
  return {
    ask: (text, values) => pool.query(text, values === undefined ? undefined : [...values]),
    async visit(database, work) {
      const client = new pg.Client({ ...config, database });
      client.on('error', () => undefined);
      await client.connect();
      try {
        return await work((text, values) =>
          client.query(text, values === undefined ? undefined : [...values]),
        );
      } finally {
        await client.end().catch(() => undefined);
      }
    },
    close: () => pool.end(),
  };
}
