/** Tells whether an error means that PostgreSQL is not to be reached just now, and that trying again is right. Pure. */

/** Of the operating system, when connecting or afterwards. */
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** SQLSTATE: shut down (57P01, 57P02), starting up (57P03), no place (53300), turned into a replica (25006). Class 08 is connections. */
const SQL_STATES = new Set(['57P01', '57P02', '57P03', '53300', '25006']);
/** The driver's own words, which have no code. */
const WORDS =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/u;

export function isStorageAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = sqlState(error);
  // A socket that is not there is a server that does not run.
  if (code === 'ENOENT') return 'syscall' in error && error.syscall === 'connect';
  return NETWORK.has(code) || SQL_STATES.has(code) || /^08...$/u.test(code) || WORDS.test(error.message);
}

/** The SQLSTATE of an error of PostgreSQL, or the code of the operating system's, or the empty string. */
export function sqlState(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
