// The audit can only grow: shown against PostgreSQL itself, as the run-time role, and by breaking the chain as somebody who may.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../../broker/audit/append.ts';
import { verifyAudit } from '../../../broker/audit/verify.ts';
import { openStorage, type StorageAccess } from '../../../broker/storage/open-storage.ts';
import { inTransaction } from '../../../broker/storage/transaction.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';

let storage: TestStorage;
beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());

async function withEntries(
  count: number,
): Promise<{ access: StorageAccess; db: Awaited<ReturnType<typeof openStorage>> }> {
  const access = await storage.fresh();
  const db = await openStorage(access, () => undefined);
  const append = (index: number): Promise<void> =>
    inTransaction(db, (tx) =>
      appendAudit(tx, {
        at: index,
        actor: { kind: 'broker' },
        action: 'tested',
        subject: String(index),
        details: { n: index },
      }),
    );
  await Promise.all(Array.from({ length: count }, (_, index) => append(index)));
  return { access, db };
}

it('is not entrusted to a run-time login that could rewrite it', async () => {
  const { access, db } = await withEntries(1);
  await db.destroy();
  await expect(openStorage({ owner: access.owner, run: access.owner }, () => undefined)).rejects.toThrow(
    /^The run-time login “postgres” may change or delete audit entries\./u,
  );
});

async function refusedWith(access: pg.ClientConfig, text: string): Promise<string> {
  try {
    await query(access, text);
    return 'allowed';
  } catch (error) {
    return error instanceof pg.DatabaseError ? (error.code ?? '') : 'not by the database';
  }
}

describe('the audit table', () => {
  it('refuses the run-time role everything but INSERT and SELECT', async () => {
    const { access, db } = await withEntries(2);
    await db.destroy();
    for (const text of [
      "update audit set entry = 'x'",
      'delete from audit',
      'truncate audit',
      'drop table audit',
      'alter table audit add column x int',
      'alter table audit disable trigger all',
      'create table mine (x int)',
      'set role postgres',
    ]) {
      expect([text, await refusedWith(access.run, text)]).toEqual([
        text,
        text.startsWith('set role') ? expect.stringMatching(/42501|22023/u) : '42501',
      ]);
    }
    expect(await refusedWith(access.run, 'select * from audit')).toBe('allowed');
    const { rows } = await query(access.owner, 'select count(*)::int as n from audit');
    expect(rows).toEqual([{ n: 2 }]);
  });

  it('has a sequence without gaps and a whole chain when many write at once, and after a rollback', async () => {
    const { db } = await withEntries(40);
    const failed = inTransaction(db, async (tx) => {
      await appendAudit(tx, {
        at: 0,
        actor: { kind: 'broker' },
        action: 'undone',
        subject: 's',
        details: {},
      });
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    await inTransaction(db, (tx) =>
      appendAudit(tx, { at: 0, actor: { kind: 'broker' }, action: 'last', subject: 's', details: {} }),
    );
    expect(await verifyAudit(db)).toEqual({ verdict: 'whole', entries: 41 });
    await db.destroy();
  });

  it.each([
    [
      'an entry that was changed',
      "update audit set entry = replace(entry, 'tested', 'nothing') where seq = 3",
      3,
    ],
    ['an entry that was taken out', 'delete from audit where seq = 2', 2],
    [
      'an entry that was put in place of another',
      "update audit set entry = 'x', hash = sha256(previous || 'x'::bytea) where seq = 2",
      3,
    ],
  ])('shows %s', async (_what, text, seq) => {
    const { access, db } = await withEntries(4);
    expect(await verifyAudit(db)).toEqual({ verdict: 'whole', entries: 4 });
    await query(access.owner, text);
    expect(await verifyAudit(db)).toMatchObject({ verdict: 'broken', seq });
    await db.destroy();
  });

  it('opens twice: migrations run once, however many brokers start together', async () => {
    const access = await storage.fresh();
    const opened = await Promise.all([1, 2, 3].map(() => openStorage(access, () => undefined)));
    for (const db of opened) expect(await verifyAudit(db)).toEqual({ verdict: 'whole', entries: 0 });
    await Promise.all(opened.map((db) => db.destroy()));
  });
});
