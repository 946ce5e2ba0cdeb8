/**
 * Under which names the keychain holds what is ours: leases, which are swept, and the app's own keys, which never are. Two homes on one
 * computer, or one home on two computers, must not sweep each other's live credentials.
 */
import { createHash } from 'node:crypto';

export interface ServiceNames {
  readonly leases: string;
  readonly keys: string;
}

export interface Home {
  /** The real path (links resolved) of STINT_HOME. */
  readonly home: string;
  /** The real path of the home used where none is named. */
  readonly defaultHome: string;
  readonly machineId: string;
}

export function toServiceNames({ home, defaultHome, machineId }: Home): ServiceNames {
  if (home === defaultHome) return { leases: 'Stint', keys: 'Stint keys' };
  // SECURITY: home-own-service
  const suffix = createHash('sha256').update(`${machineId}\0${home}`).digest('hex').slice(0, 8);
  return { leases: `Stint-${suffix}`, keys: `Stint keys-${suffix}` };
}

/** The account a lease's secret stands under. */
export function toAccount(leaseId: string): string {
  return `stint-${leaseId}`;
}
