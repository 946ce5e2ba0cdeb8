/**
 * What a PostgreSQL target's errors mean for whoever waits for a lease. Only the SQLSTATE and, where it is known to name roles and
 * databases alone, the server's message are kept: a statement, which may hold a verifier, is not.
 */
import type { IssuerError } from '../../ports/issuer.ts';
import { BeingMadeError } from './minting-lock.ts';

/** The server does not know the object, or the issuer's login may not do this: somebody must change the target. */
const REFUSED: ReadonlySet<string> = new Set([
  '28P01', // invalid_password: the issuer's own
  '28000', // invalid_authorization_specification
  '42501', // insufficient_privilege
  '42704', // undefined_object: the role
  '3D000', // invalid_catalog_name: the database
  '2BP01', // dependent_objects_still_exist
  '0LP01', // invalid_grant_operation
]);

export function toIssuerError(error: unknown, targetName: string): IssuerError {
  if (error instanceof BeingMadeError)
    return { kind: 'unreachable', sentence: `${targetName} is still making this login.` };
  const code = codeOf(error);
  const cause = new Error(code === '' ? 'An error without a code.' : `Code ${code}.`);
  if (REFUSED.has(code)) {
    return {
      kind: 'refused',
      sentence: `${targetName} refused: ${messageOf(error)} (SQLSTATE ${code}).`,
      cause,
    };
  }
  const why = code === '' ? '' : ` (${code})`;
  return { kind: 'unreachable', sentence: `${targetName} did not answer as it should${why}.`, cause };
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'no reason given';
}
