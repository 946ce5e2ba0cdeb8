/**
 * Whether the answer to a start is what was asked for. Pure. Whatever does not fit holds nothing: a doubt never lengthens access.
 */
import type { GrantIn } from '../../shared/grant.ts';
import type { Started, Timed } from '../ports/broker-client.ts';
import { words } from '../words.ts';

export interface Expected {
  readonly grantId: string;
  readonly profileId: string;
  readonly deviceId: string;
  /** The most it may last, in seconds. */
  readonly grantedSeconds: number;
}

export type Checked =
  | { readonly ok: true; readonly grant: GrantIn<'active'> }
  | { readonly ok: false; readonly sentence: string };

/** Two nodes of a broker may read their clocks this far apart, in ms. The hold itself counts `durationSeconds`, which has no slack. */
const SLACK_MS = 5000;

export function checkStarted(expected: Expected, { value, serverNow }: Timed<Started>): Checked {
  const { grant, credentials, durationSeconds } = value;
  if (grant.id !== expected.grantId || grant.profileId !== expected.profileId) {
    return no(words.start.other);
  }
  if (grant.status !== 'active') return no(words.start.notActive);
  if (grant.heldBy.deviceId !== expected.deviceId) return no(words.start.elsewhere);
  // SECURITY: start-end-bounded
  const longestMs = expected.grantedSeconds * 1000;
  if (durationSeconds > expected.grantedSeconds || grant.expiresAt - serverNow > longestMs + SLACK_MS) {
    return no(words.start.tooLong);
  }
  const leases = new Set(grant.leases.map(({ id }) => id));
  const sealed = new Set(credentials.map(({ leaseId }) => leaseId));
  const same = leases.size === sealed.size && [...leases].every((id) => sealed.has(id));
  if (leases.size === 0 || credentials.length !== sealed.size || !same) {
    return no(words.start.notWhole);
  }
  return { ok: true, grant };
}

function no(what: string): Checked {
  const sentence = words.start.untrusted({ what });
  return { ok: false, sentence };
}
