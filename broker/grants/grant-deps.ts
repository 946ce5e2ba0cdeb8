/** What the parts of the grant service work with, and what each does after a commit. */
import type { Kysely } from 'kysely';
import type { Clock } from '../ports/clock.ts';
import type { Feed } from '../ports/feed.ts';
import type { Identity } from '../ports/identity.ts';
import type { LeaseKeeper } from '../ports/lease-keeper.ts';
import type { Log } from '../ports/log.ts';
import type { Policy } from '../ports/policy.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import type { Database } from '../storage/database.ts';
import type { Change } from './change.ts';

export interface GrantDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  /** ULIDs, rising. */
  readonly newId: () => string;
  readonly profiles: ReadonlyMap<string, ProfileRule>;
  readonly policy: Policy;
  readonly identity: Pick<Identity, 'membersOf' | 'personOf' | 'accountsOf'>;
  readonly leaseKeeper: LeaseKeeper;
  readonly feed: Feed;
  readonly log: Log;
}

/** Carries out what a committed change orders. Failures are logged: the sweep after a restart does the same again. */
export type AfterCommit = (...changes: readonly Change[]) => Promise<void>;
