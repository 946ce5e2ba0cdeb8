// Logins at the demo target by an ordinary PostgreSQL client: the judge of whether access is there or gone.
import pg from 'pg';

export type LoginOutcome =
  { readonly entered: true } | { readonly entered: false; readonly sqlState: string };

/** Tries to log in with a connection URL and leaves again. Errors that are no answer of the server are thrown. */
export async function tryLogin(url: string): Promise<LoginOutcome> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  let isIn = false;
  // A session that is cut right after it came in says so here.
  client.on('error', () => undefined);
  try {
    await client.connect();
    isIn = true;
    await client.query('select 1');
    return { entered: true };
  } catch (error) {
    if (isIn) return { entered: true };
    if (error instanceof pg.DatabaseError && error.code !== undefined)
      return { entered: false, sqlState: error.code };
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** An open session, whose end can be waited for. */
export async function openSession(
  url: string,
): Promise<{ readonly client: pg.Client; readonly isCut: () => boolean }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  let cut = false;
  client.on('error', () => (cut = true));
  client.on('end', () => (cut = true));
  await client.connect();
  return { client, isCut: () => cut };
}

/** The SQLSTATE a statement is refused with, or `null` when it is carried out. */
export async function refusalOf(client: pg.Client, sql: string): Promise<string | null> {
  try {
    await client.query(sql);
    return null;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return error.code ?? 'unknown';
    throw error;
  }
}

/** The same URL with another password. */
export function withPassword(url: string, password: string): string {
  const changed = new URL(url);
  changed.password = password;
  return changed.toString();
}
