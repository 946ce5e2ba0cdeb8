/**
 * One entry of the audit, and the chain that binds each to all before it: `hash` is the SHA-256 of the previous hash followed by
 * the entry's canonical JSON. Pure; it never holds a secret because no fact it is given does.
 */
import { createHash } from 'node:crypto';
import type { Instant } from '../../shared/instant.ts';
import { toRfc3339 } from '../../shared/instant.ts';

export type Actor =
  | { readonly kind: 'person'; readonly id: string; readonly name: string }
  /** Whoever has the broker's folder and its command, by their name at the operating system. */
  | { readonly kind: 'operator'; readonly name: string }
  /** The broker itself: time that passed, a restart, a target's answer. */
  | { readonly kind: 'broker' };

export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

export interface AuditFact {
  readonly at: Instant;
  readonly actor: Actor;
  /** What happened, in the past tense: "grant-requested". */
  readonly action: string;
  /** The grant, device or account it happened to. */
  readonly subject: string;
  readonly details: Json;
}

/** Stands before the first entry. */
export const GENESIS = Buffer.alloc(32);

/** The entry as it is stored and hashed. */
export function toEntry(seq: number, fact: AuditFact): string {
  return canonicalJson({
    seq,
    at: toRfc3339(fact.at),
    actor: { ...fact.actor },
    action: fact.action,
    subject: fact.subject,
    details: fact.details,
  });
}

export function chainHash(previous: Uint8Array, entry: string): Buffer {
  return createHash('sha256').update(previous).update(entry, 'utf8').digest();
}

/** JSON with sorted keys and no blanks: the same fact is the same bytes. */
export function canonicalJson(value: Json): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter((member): member is [string, Json] => member[1] !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
