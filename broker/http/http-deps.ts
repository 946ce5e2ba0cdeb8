/** What the routes work with. */
import type { Kysely } from 'kysely';
import type { EventStreams } from '../events/event-streams.ts';
import type { GrantService } from '../grants/grant-service.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Identity } from '../ports/identity.ts';
import type { Database } from '../storage/database.ts';

export interface HttpDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly grants: GrantService;
  readonly streams: EventStreams;
  readonly policies: Pick<PolicyStore, 'troubles'>;
}
