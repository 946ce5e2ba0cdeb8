/**
 * What PostgreSQL stores in place of a password (RFC 5802 and 7677, in the form of pg_authid.rolpassword), computed here so that the
 * password itself never travels to the server nor into its logs. It never keeps the password.
 */
import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/** PostgreSQL's own default (scram_iterations). The passwords are 256 random bits: more rounds would gain nothing. */
const ITERATIONS = 4096;

/** `password`: printable ASCII, for which SASLprep (RFC 4013) changes nothing. */
export async function makeScramVerifier(
  password: Uint8Array,
  salt: Buffer = randomBytes(16),
  iterations: number = ITERATIONS,
): Promise<string> {
  const salted = await derive(password, salt, iterations, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest();
  const serverKey = createHmac('sha256', salted).update('Server Key').digest();
  salted.fill(0);
  clientKey.fill(0);
  const [saltText, storedText, serverText] = [salt, storedKey, serverKey].map((part) =>
    part.toString('base64'),
  );
  return `SCRAM-SHA-256$${iterations}:${saltText ?? ''}$${storedText ?? ''}:${serverText ?? ''}`;
}
