/** What the routes work with. */
import type { Kysely } from 'kysely';
import type { EventStreams } from '../events/event-streams.ts';
import type { GrantService } from '../grants/grant-service.ts';
import type { AdminLeases } from '../leases/admin-leases.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Identity } from '../ports/identity.ts';
import type { LeaseKeeper } from '../ports/lease-keeper.ts';
import type { ClockWatch } from '../storage/clock-watch.ts';
import type { Database } from '../storage/database.ts';

export interface HttpDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly grants: GrantService;
  readonly streams: EventStreams;
  /** For admins. */
  readonly leases: AdminLeases;
  readonly leaseTally: LeaseKeeper['tally'];
  /** As they are configured. */
  readonly webhookIds: readonly string[];
  readonly clockWatch: Pick<ClockWatch, 'offsetMs' | 'isOff'>;
  readonly policies: Pick<PolicyStore, 'troubles' | 'current'>;
}
