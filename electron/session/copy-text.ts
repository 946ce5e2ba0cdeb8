/**
 * The texts that can be copied for a held PostgreSQL login. Pure. The psql command never holds the password: an argument list is readable by others.
 */
import type { PostgresqlConnection } from '../../shared/api.ts';

/** Percent-encodes all that is not unreserved (RFC 3986, section 2.3). */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A connection URL for tools, with the password in it (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS). */
export function toConnectionUrl(connection: PostgresqlConnection, password: string): string {
  const { host, port, database, username, sslMode } = connection;
  const login = `${encode(username)}:${encode(password)}`;
  const folder = host.startsWith('/');
  const place = folder ? '' : `${host.includes(':') ? `[${host}]` : encode(host)}:${String(port)}`;
  const query = folder
    ? `host=${encode(host)}&port=${String(port)}&sslmode=${sslMode}`
    : `sslmode=${sslMode}`;
  return `postgresql://${login}@${place}/${encode(database)}?${query}`;
}

/**
 * A command for the shell people have on `platform`: a POSIX shell, or PowerShell and cmd.exe on Windows. `null` when a name holds a character
 * that no quoting there makes harmless; a line break would run what follows as soon as it is pasted.
 */
export function toPsqlCommand(connection: PostgresqlConnection, platform: NodeJS.Platform): string | null {
  const { host, port, database, username, sslMode } = connection;
  // SECURITY: copy-no-shell-injection
  if ([host, database, username].some((name) => /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(name))) return null;
  const parts = { host, port: String(port), user: username, dbname: database, sslmode: sslMode };
  const conninfo = Object.entries(parts)
    .map(([key, value]) => `${key}=${quoteConninfo(value)}`)
    .join(' ');
  if (platform === 'win32') return /["'%$`!^&|<>\\]/u.test(conninfo) ? null : `psql "${conninfo}"`;
  return `psql '${conninfo.replaceAll("'", String.raw`'\''`)}'`;
}

/** Quotes a value of a libpq connection string where it needs it. */
function quoteConninfo(value: string): string {
  if (/^[\w./:@-]+$/u.test(value)) return value;
  return `'${value.replace(/['\\]/gu, (character) => `\\${character}`)}'`;
}
