/** Desktops of people, known by their public keys. It never holds a private key. */
import { calculateJwkThumbprint } from 'jose';
import type { Kysely } from 'kysely';
import { publicJwk, type PublicJwk } from '../../shared/api.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Device, Person } from '../../shared/person.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import { appendAudit } from '../audit/append.ts';
import type { Database } from '../storage/database.ts';
import { inTransaction } from '../storage/transaction.ts';

const LONGEST_NAME = 100;

export interface KnownDevice extends Device {
  readonly publicKey: PublicJwk;
}

/** Registering the same key again only renames the device. */
export async function registerDevice(
  db: Kysely<Database>,
  order: {
    readonly person: Person;
    readonly publicKey: PublicJwk;
    readonly name: string;
    readonly at: Instant;
  },
): Promise<Device> {
  const { person, publicKey, at } = order;
  const id = await calculateJwkThumbprint(publicKey, 'sha256');
  const name = cleanText(order.name, LONGEST_NAME) || 'Unnamed device';
  return inTransaction(db, async (tx) => {
    const known = await tx
      .selectFrom('device')
      .select('name')
      .where('person_id', '=', person.id)
      .where('id', '=', id)
      .executeTakeFirst();
    if (known?.name === name) return { id, name };
    await tx
      .insertInto('device')
      .values({
        id,
        person_id: person.id,
        name,
        public_key: JSON.stringify(publicKey),
        registered_at: new Date(at),
      })
      .onConflict((conflict) => conflict.columns(['person_id', 'id']).doUpdateSet({ name }))
      .execute();
    await appendAudit(tx, {
      at,
      actor: { kind: 'person', id: person.id, name: person.name },
      action: known === undefined ? 'device-registered' : 'device-renamed',
      subject: id,
      details: { name },
    });
    return { id, name };
  });
}

export async function findDevice(
  db: Kysely<Database>,
  personId: string,
  deviceId: string,
): Promise<KnownDevice | undefined> {
  const row = await db
    .selectFrom('device')
    .selectAll()
    .where('person_id', '=', personId)
    .where('id', '=', deviceId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { id: row.id, name: row.name, publicKey: publicJwk.parse(row.public_key) };
}
