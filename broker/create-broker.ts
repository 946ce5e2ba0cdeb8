/**
 * The broker's core put together from its parts: identity, policy, grants, events, webhooks, HTTP. It knows no adapter: storage, clock, leases and
 * log are given to it.
 */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Kysely } from 'kysely';
import type { Config } from './config/schema.ts';
import { toProfileRules } from './config/to-profile-rules.ts';
import { createEventStreams } from './events/event-streams.ts';
import { createStorageFeed } from './events/storage-feed.ts';
import { createGrantService, type GrantService } from './grants/grant-service.ts';
import { createHttp } from './http/create-http.ts';
import type { HttpDeps } from './http/http-deps.ts';
import { createLocalIdentity } from './identity/local-identity.ts';
import type { LocalAccount } from './identity/people.ts';
import { noteProfiles } from './identity/note-profiles.ts';
import { writeTokenFiles } from './identity/token-files.ts';
import { createAdminLeases } from './leases/admin-leases.ts';
import { createCedarPolicy } from './policy/cedar-policy.ts';
import type { PolicyStore } from './policy/policy-store.ts';
import type { Clock } from './ports/clock.ts';
import type { WebhookClient } from './ports/webhook-client.ts';
import type { LeaseKeeper, LeaseTally } from './ports/lease-keeper.ts';
import type { Nudges } from './ports/nudges.ts';
import { stagesOf } from '../shared/review-need.ts';
import type { Database } from './storage/database.ts';
import { createDispatcher } from './webhooks/dispatcher.ts';
import type { Webhook } from './webhooks/webhook.ts';

export interface BrokerDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly leaseKeeper: LeaseKeeper;
  readonly clockWatch: HttpDeps['clockWatch'];
  /** What other brokers on the same storage tell. */
  readonly nudges: Nudges;
  readonly logger: FastifyBaseLogger;
  readonly config: Config;
  readonly policies: PolicyStore;
  /** Lets whatever else waits go first. */
  readonly othersTurn: () => Promise<void>;
  /** Where the tokens of local accounts are written. */
  readonly tokensFolder: string;
  /** Targets that did not start, by id, and why. */
  readonly unavailable?: ReadonlyMap<string, string>;
  readonly webhooks: readonly Webhook[];
  readonly webhookClient: WebhookClient;
  /** In [0, 1). */
  readonly random: () => number;
}

export interface Broker {
  readonly http: FastifyInstance;
  readonly grants: GrantService;
  /** Closes streams and connections, then what follows time. Storage and leases are whoever's who gave them. */
  stop(): Promise<void>;
}

export async function createBroker(deps: BrokerDeps): Promise<Broker> {
  const { db, clock, newId, leaseKeeper, nudges, logger, config, policies } = deps;
  const accounts: readonly LocalAccount[] = config.accounts.map((account) => ({
    ...account,
    displayName: account.displayName ?? account.name,
  }));
  const rules = toProfileRules(config, deps.unavailable);
  const { timeZone } = config;
  const policy = createCedarPolicy({
    policies: () => policies.current(),
    timeZone,
    log: logger,
    othersTurn: deps.othersTurn,
  });
  const namedReviewers = new Set(
    rules.flatMap(({ review, escalate }) =>
      [...stagesOf(review), ...(escalate === null ? [] : [escalate])].map(({ group }) => group),
    ),
  );
  // Asked for every call, and there may be thousands of profiles: nothing is put together here.
  const mayReview = (group: string): boolean => namedReviewers.has(group) || policy.reviewGroups().has(group);
  const admins = config.admins ?? null;
  const identity = createLocalIdentity({ db, clock, accounts, mayReview, admins });
  const feed = await createStorageFeed({ db, clock, nudges, log: logger });
  const grants = createGrantService({
    db,
    clock,
    newId,
    leaseKeeper,
    feed,
    log: logger,
    policy,
    identity,
    profiles: new Map(rules.map((rule) => [rule.profile.id, rule])),
  });
  await writeTokenFiles({ db, clock, newId, folder: deps.tokensFolder, accounts });
  const note = (): Promise<void> =>
    noteProfiles(db, { rules, accounts, policies: policies.current().version, at: clock.now() });
  await note();
  policies.onChange(() => {
    note().then(
      () => feed.look(),
      (error: unknown) => logger.error({ err: error }, 'Telling of other policies failed'),
    );
  });
  const { random, webhooks, webhookClient: client } = deps;
  const dispatcher = createDispatcher({ db, clock, log: logger, newId, random, webhooks, client });
  const streams = createEventStreams({ db, clock, feed, identity, inboxOf: grants.inbox, log: logger });
  const leases = createAdminLeases({ db, clock, leaseKeeper });
  const leaseTally = (): LeaseTally => leaseKeeper.tally();
  const webhookIds = webhooks.map(({ id }) => id);
  const routes = {
    db,
    clock,
    identity,
    grants,
    streams,
    policies,
    leases,
    leaseTally,
    webhookIds,
    clockWatch: deps.clockWatch,
  };
  const http = await createHttp({ ...routes, logger, listen: config.listen });
  // Whoever follows the leases listens by now; nothing that happens to them is missed.
  await leaseKeeper.start();
  const unsubscribe = nudges.subscribe(({ kind }) => {
    if (kind === 'leases' || kind === 'everything') leaseKeeper.kick();
    // What is announced comes with an event, but for leases that are stuck.
    if (kind === 'events' || kind === 'leases' || kind === 'everything') dispatcher.kick();
  });
  await grants.run();
  dispatcher.start();
  return {
    http,
    grants,
    async stop() {
      await http.close();
      unsubscribe();
      await grants.stop();
      await dispatcher.stop();
      await feed.stop();
    },
  };
}
