/**
 * Ends live grants of other people, in one transaction: the incident as a whole stands in the audit, then each grant as it always does.
 * Who may order that is decided elsewhere. Leases are ended after the commit, by whoever called.
 */
import { sql, type Kysely } from 'kysely';
import type { Grant } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import { appendAudit } from '../audit/append.ts';
import type { Actor } from '../audit/entry.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import type { Database } from '../storage/database.ts';
import type { Tx } from '../storage/transaction.ts';
import { applyToEach, type Change } from './change.ts';

/** Whose grants: one, all of a person's, all that give something at a target. */
export interface NamedScope {
  readonly scope: 'grant' | 'person' | 'target';
  readonly id: string;
}

export type RevokeScope =
  | (NamedScope & { readonly scope: 'grant' | 'target' })
  /** `accounts`: ids of those that are theirs, or that they answer for, now. */
  | (NamedScope & { readonly scope: 'person'; readonly accounts: readonly string[] });

export interface RevokeOrder {
  readonly scope: RevokeScope;
  readonly actor: Actor;
  /** Cleaned, not empty. */
  readonly reason: string;
  /** A ULID, which ties the entries of one incident together. */
  readonly incident: string;
  readonly at: Instant;
  /** Of the desktop, where it knows; it decides nothing. */
  readonly source: string | null;
}

/** Ids in the incident's own entry; each ended grant has its entry in any case. */
const MOST_NAMED = 1000;

/** Oldest first; empty where nothing lives any more: then nothing was written. */
export async function revokeLive(
  tx: Tx,
  profiles: ReadonlyMap<string, ProfileRule>,
  order: RevokeOrder,
): Promise<readonly Change[]> {
  const { scope, actor, reason, incident, at, source } = order;
  const grants = await lockLive(tx, profiles, scope);
  if (grants.length === 0) return [];
  const named = grants.slice(0, MOST_NAMED).map(({ id }) => id);
  await appendAudit(tx, {
    at,
    actor,
    action: 'access-revoked',
    subject: scope.id,
    details: { scope: scope.scope, reason, incident, source, ended: grants.length, grants: named },
  });
  const event = { event: 'revoked', at, note: reason } as const;
  return applyToEach(tx, grants, event, { actor, details: { incident, source } });
}

/** In stint.yaml, or taken out of it while something of it is left. */
export async function isTarget(
  db: Kysely<Database>,
  profiles: ReadonlyMap<string, ProfileRule>,
  id: string,
): Promise<boolean> {
  const isIn = ({ targetId }: { readonly targetId: string }): boolean => targetId === id;
  if ([...profiles.values()].some(({ entitlements }) => entitlements.some(isIn))) return true;
  const left = db.selectFrom('lease').select('id').where('target_id', '=', id).limit(1);
  return (await left.executeTakeFirst()) !== undefined;
}

/** Locked in the order of their ids, so that two incidents wait for each other and never in a circle. */
async function lockLive(
  tx: Tx,
  profiles: ReadonlyMap<string, ProfileRule>,
  named: RevokeScope,
): Promise<readonly Grant[]> {
  const { id } = named;
  const live = tx
    .selectFrom('grants')
    .select('document')
    .where('status', '<>', 'ended')
    .orderBy('id')
    .forUpdate();
  const rows = await (() => {
    switch (named.scope) {
      case 'grant':
        return live.where('id', '=', id).execute();
      case 'person': {
        const accounts = [id, ...named.accounts];
        // Also what an account asked for while it was theirs.
        return live
          .where(sql<boolean>`(person_id = any(${accounts}) or document->'person'->>'ownerId' = ${id})`)
          .execute();
      }
      case 'target': {
        const giving = [...profiles.values()]
          .filter(({ entitlements }) => entitlements.some(({ targetId }) => targetId === id))
          .map(({ profile }) => profile.id);
        // What a profile gave when the grant was started counts as well: stint.yaml may have changed since.
        const holds = sql<boolean>`(profile_id = any(${giving}) or exists (select from lease
          where lease.grant_id = grants.id and lease.target_id = ${id} and lease.state <> 'revoked'))`;
        return live.where(holds).execute();
      }
    }
  })();
  return rows.map(({ document }) => document);
}
