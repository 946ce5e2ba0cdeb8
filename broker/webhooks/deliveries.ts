/**
 * Deliveries in the database: one row for each webhook that wants to hear of a fact, until it was taken or given up. Rows are claimed without
 * waiting, no lock is held while anything is sent, and a claim runs out by itself.
 */
import { sql, type Kysely } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import { appendAudit } from '../audit/append.ts';
import { backoffMs } from '../backoff.ts';
import { describeProblem, type WebhookProblem } from '../ports/webhook-client.ts';
import { atTime, type Database } from '../storage/database.ts';
import { inTransaction } from '../storage/transaction.ts';
import type { Announcement } from './announcement.ts';
import type { Webhook } from './webhook.ts';

/** Longer than one delivery takes. */
const CLAIM_MS = 30_000;
const GIVEN_UP_AFTER_MS = 86_400_000;
const PAGE = 100;

export interface Delivery {
  readonly id: string;
  readonly webhookId: string;
  readonly fact: Announcement;
  readonly attempts: number;
  readonly claim: string;
}

interface At {
  readonly now: Instant;
  readonly newId: () => string;
}

/** Whether facts wait to be handed out, and which webhooks have something due. */
export async function lookForWork(
  db: Kysely<Database>,
  now: Instant,
): Promise<{ readonly announced: boolean; readonly due: readonly string[] }> {
  const at = new Date(now);
  const { rows } = await sql<{ announced: boolean; due: string[] }>`
    select exists (select from announcement) as announced, array(select distinct webhook from delivery
      where due_at <= ${at} and (claimed_until is null or claimed_until <= ${at})) as due`.execute(db);
  return rows[0] ?? { announced: false, due: [] };
}

/** Makes a delivery of each fact for each webhook that wants it. Answers whether there may be more facts. */
export async function handOut(
  db: Kysely<Database>,
  webhooks: readonly Webhook[],
  { now, newId }: At,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const facts = await tx
      .selectFrom('announcement')
      .select(['seq', 'fact', 'at'])
      .orderBy('seq')
      .limit(PAGE)
      .forUpdate()
      .skipLocked()
      .execute();
    const rows = facts.flatMap(({ fact, at }) =>
      webhooks
        .filter(({ on }) => on.has(fact.kind))
        .map(({ id }) => ({
          id: newId(),
          webhook: id,
          fact: JSON.stringify(fact),
          announced_at: new Date(at),
          due_at: new Date(now),
        })),
    );
    if (rows.length > 0) await tx.insertInto('delivery').values(rows).execute();
    const seqs = facts.map(({ seq }) => seq);
    if (seqs.length > 0) await tx.deleteFrom('announcement').where('seq', 'in', seqs).execute();
    return facts.length === PAGE;
  });
}

export async function claimDue(
  db: Kysely<Database>,
  webhookId: string,
  limit: number,
  { now, newId }: At,
): Promise<readonly Delivery[]> {
  return inTransaction(db, async (tx) => {
    const due = await tx
      .selectFrom('delivery')
      .select(['id', 'fact', 'attempts'])
      .where('webhook', '=', webhookId)
      .where(
        sql<boolean>`due_at <= ${new Date(now)} and (claimed_until is null or claimed_until <= ${new Date(now)})`,
      )
      .orderBy('due_at')
      .orderBy('id')
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute();
    if (due.length === 0) return [];
    const claim = newId();
    await tx
      .updateTable('delivery')
      .set({ claim, claimed_until: new Date(now + CLAIM_MS) })
      .where(
        'id',
        'in',
        due.map(({ id }) => id),
      )
      .execute();
    return due.map((row) => ({ ...row, webhookId, claim }));
  });
}

export async function forget(db: Kysely<Database>, { id, claim }: Delivery): Promise<void> {
  await db.deleteFrom('delivery').where('id', '=', id).where('claim', '=', claim).execute();
}

export type Failed =
  | { readonly kind: 'later'; readonly attempts: number; readonly nextTryAt: Instant }
  | { readonly kind: 'given up'; readonly attempts: number }
  /** Another node has it now. */
  | { readonly kind: 'lost' };

/** Tries again later, longer each time; a day after the fact it is given up, on record. Only the holder of the claim writes. */
export async function postpone(
  db: Kysely<Database>,
  delivery: Delivery,
  problem: WebhookProblem,
  { now, random }: { readonly now: Instant; readonly random: number },
): Promise<Failed> {
  const { id, claim, fact } = delivery;
  const attempts = delivery.attempts + 1;
  const nextTryAt = now + backoffMs(attempts, random);
  if (nextTryAt < fact.at + GIVEN_UP_AFTER_MS) {
    const row = await db
      .updateTable('delivery')
      .set({ attempts, due_at: new Date(nextTryAt), claim: null, claimed_until: null })
      .where('id', '=', id)
      .where('claim', '=', claim)
      .returning('id')
      .executeTakeFirst();
    return row === undefined ? { kind: 'lost' } : { kind: 'later', attempts, nextTryAt };
  }
  return inTransaction(db, async (tx) => {
    const row = await tx
      .deleteFrom('delivery')
      .where('id', '=', id)
      .where('claim', '=', claim)
      .returning('id')
      .executeTakeFirst();
    if (row === undefined) return { kind: 'lost' } as const;
    await appendAudit(tx, {
      at: now,
      actor: { kind: 'broker' },
      action: 'webhook-given-up',
      subject: delivery.webhookId,
      details: {
        delivery: id,
        told: fact.kind,
        ...aboutOf(fact),
        attempts,
        problem: describeProblem(problem),
      },
    });
    return { kind: 'given up', attempts } as const;
  });
}

/** What has waited for a day for a webhook that the configuration names no more. Answers how many there were. */
export async function forgetStrays(
  db: Kysely<Database>,
  known: readonly string[],
  now: Instant,
): Promise<number> {
  return inTransaction(db, async (tx) => {
    let query = tx.deleteFrom('delivery').where('announced_at', '<=', atTime(now - GIVEN_UP_AFTER_MS));
    if (known.length > 0) query = query.where('webhook', 'not in', known);
    const rows = await query.returning(['id', 'webhook', 'fact', 'attempts']).execute();
    for (const { id, webhook, fact, attempts } of rows) {
      await appendAudit(tx, {
        at: now,
        actor: { kind: 'broker' },
        action: 'webhook-given-up',
        subject: webhook,
        details: {
          delivery: id,
          told: fact.kind,
          ...aboutOf(fact),
          attempts,
          problem: 'the configuration names it no more',
        },
      });
    }
    return rows.length;
  });
}

function aboutOf(fact: Announcement): { readonly grant: string } | { readonly lease: string } {
  return fact.kind === 'lease-stuck' ? { lease: fact.lease.id } : { grant: fact.grant.id };
}
