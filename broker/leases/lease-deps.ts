/** What the parts of the lease keeper work with. */
import type { Kysely } from 'kysely';
import type { Clock } from '../ports/clock.ts';
import type { Issuer } from '../ports/issuer.ts';
import type { LeaseChange } from '../ports/lease-keeper.ts';
import type { Log } from '../ports/log.ts';
import type { Database } from '../storage/database.ts';
import type { Claims } from './claims.ts';
import { toLease, type LeaseRow } from './lease-row.ts';

export interface LeaseKeeperDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
  /** By target id. */
  readonly issuers: ReadonlyMap<string, Issuer>;
  /** ULIDs. */
  readonly newId: () => string;
  /** In [0, 1). */
  readonly random: () => number;
  /** Told when every target has moved the end, before that is written down. */
  readonly moved?: () => Promise<void>;
}

/** The deps with what the parts share. */
export interface LeaseParts extends LeaseKeeperDeps {
  readonly moved: () => Promise<void>;
  readonly claims: Claims;
  /** Tells listeners of what has been committed. */
  readonly tell: (rows: readonly LeaseRow[]) => void;
  /** What this process has done, for whoever runs it. */
  readonly tally: { revoked: number; failed: number };
  /** Has the loop look at once. */
  readonly kick: () => void;
}

export function toChanges(rows: readonly LeaseRow[]): readonly LeaseChange[] {
  return rows.flatMap((row) => {
    const lease = toLease(row);
    return lease === undefined || row.grant_id === null ? [] : [{ grantId: row.grant_id, lease }];
  });
}
