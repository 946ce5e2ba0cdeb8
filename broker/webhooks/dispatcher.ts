/**
 * Sends what was announced: looks when told, and every second, hands facts out to the webhooks that want them, and delivers a few at once to each, so that one
 * that hangs holds up no other. At least once: a receiver knows a repeated delivery by its id.
 */
import type { Kysely } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { describeProblem, type WebhookClient, type WebhookOutcome } from '../ports/webhook-client.ts';
import type { Database } from '../storage/database.ts';
import {
  claimDue,
  forget,
  forgetStrays,
  handOut,
  lookForWork,
  postpone,
  type Delivery,
} from './deliveries.ts';
import { genericBody } from './generic-body.ts';
import { signatureOf } from './signature.ts';
import { slackBody } from './slack-body.ts';
import type { Webhook } from './webhook.ts';

const LOOK_EVERY_MS = 1_000;
/** Where nobody is told, facts are only cleared away. */
const CLEAR_EVERY_MS = 60_000;
const STRAYS_EVERY_MS = 600_000;
const AT_ONCE_PER_WEBHOOK = 4;

export interface DispatcherDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
  /** ULIDs. */
  readonly newId: () => string;
  /** In [0, 1). */
  readonly random: () => number;
  readonly webhooks: readonly Webhook[];
  readonly client: WebhookClient;
}

export interface Dispatcher {
  start(): void;
  /** There is something to look at now. */
  kick(): void;
  /** Breaks off what is being sent: it is sent again after the next start, or by another node. */
  stop(): Promise<void>;
}

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { db, clock, log, newId, random, webhooks, client } = deps;
  const byId = new Map(webhooks.map((webhook) => [webhook.id, webhook]));
  const sending = new Map<string, Set<Promise<void>>>(webhooks.map(({ id }) => [id, new Set()]));
  let running = false;
  let passing: Promise<void> | undefined;
  let again = false;
  let undo: () => void = () => undefined;
  let straysAt: Instant = 0;
  const stopping = new AbortController();

  function look(): void {
    if (!running) return;
    again = true;
    if (passing !== undefined) return;
    undo();
    passing = passWhileNew().finally(() => {
      passing = undefined;
      if (running)
        undo = clock.at(clock.now() + (webhooks.length === 0 ? CLEAR_EVERY_MS : LOOK_EVERY_MS), look);
    });
  }

  async function passWhileNew(): Promise<void> {
    try {
      do {
        again = false;
        await pass();
      } while (wantsMore());
    } catch (error) {
      log.error({ err: error }, 'The storage did not tell what webhooks have to say');
    }
  }

  function wantsMore(): boolean {
    return again && running;
  }

  async function pass(): Promise<void> {
    const at = { now: clock.now(), newId };
    const work = await lookForWork(db, at.now);
    let due = work.due;
    if (work.announced) {
      while (await handOut(db, webhooks, at));
      due = webhooks.map(({ id }) => id);
    }
    for (const webhookId of due) await sendDue(webhookId);
    if (at.now < straysAt) return;
    straysAt = at.now + STRAYS_EVERY_MS;
    const strays = await forgetStrays(db, [...byId.keys()], at.now);
    if (strays > 0)
      log.error({ deliveries: strays }, 'Given up: no webhook of that id is configured any more');
  }

  async function sendDue(webhookId: string): Promise<void> {
    const webhook = byId.get(webhookId);
    const busy = sending.get(webhookId);
    if (webhook === undefined || busy === undefined || busy.size >= AT_ONCE_PER_WEBHOOK) return;
    const free = AT_ONCE_PER_WEBHOOK - busy.size;
    for (const delivery of await claimDue(db, webhookId, free, { now: clock.now(), newId })) {
      const work = deliver(webhook, delivery)
        .catch((error: unknown) => {
          const facts = { err: error, webhook: webhookId, delivery: delivery.id };
          log.error(facts, 'What became of a delivery was not written down; it is sent again');
        })
        .finally(() => {
          busy.delete(work);
          look();
        });
      busy.add(work);
    }
  }

  async function deliver(webhook: Webhook, delivery: Delivery): Promise<void> {
    const outcome = await send(webhook, delivery);
    if (outcome.ok) {
      await forget(db, delivery);
      return;
    }
    const problem = describeProblem(outcome.problem);
    const failed = await postpone(db, delivery, outcome.problem, { now: clock.now(), random: random() });
    const facts = { webhook: webhook.id, delivery: delivery.id, told: delivery.fact.kind };
    switch (failed.kind) {
      case 'later': {
        const nextTry = new Date(failed.nextTryAt);
        log.warn({ ...facts, attempts: failed.attempts, nextTry }, `A webhook failed: ${problem}`);
        return;
      }
      case 'given up':
        log.error({ ...facts, attempts: failed.attempts }, `A webhook was given up: ${problem}`);
        return;
      case 'lost':
        return;
    }
  }

  async function send(webhook: Webhook, { id, fact }: Delivery): Promise<WebhookOutcome> {
    const key = webhook.key?.() ?? null;
    const body = key === null ? slackBody(fact) : genericBody(id, fact);
    // SECURITY: webhook-signed
    const signed = key === null ? {} : { 'stint-signature': signatureOf(body, key, clock.now()) };
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stint',
      'stint-delivery': id,
      ...signed,
    };
    try {
      return await client.post({ address: webhook.address(), headers, body, signal: stopping.signal });
    } catch (error) {
      // Its words might hold the address.
      const code = error instanceof Error ? error.name : 'unknown';
      return { ok: false, problem: { kind: 'unreachable', code } };
    }
  }

  return {
    start() {
      running = true;
      look();
    },
    kick: look,
    async stop() {
      running = false;
      undo();
      stopping.abort();
      await passing;
      await Promise.all([...sending.values()].flatMap((works) => [...works]));
    },
  };
}
