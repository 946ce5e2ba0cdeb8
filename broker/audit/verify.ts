/** Reads the whole audit and says whether its chain holds. It changes nothing. */
import type { Kysely } from 'kysely';
import type { Database } from '../storage/database.ts';
import { chainHash, GENESIS } from './entry.ts';

export type AuditVerdict =
  | { readonly verdict: 'whole'; readonly entries: number }
  | { readonly verdict: 'broken'; readonly seq: number; readonly sentence: string };

const PAGE = 1000;

export async function verifyAudit(db: Kysely<Database>): Promise<AuditVerdict> {
  let previous: Buffer = GENESIS;
  let seq = 0;
  for (;;) {
    const page = await db
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    for (const row of page) {
      if (row.seq !== seq + 1) return broken(seq + 1, `Entry ${seq + 1} is missing.`);
      if (!row.previous.equals(previous)) return broken(row.seq, `Entry ${row.seq} follows another entry.`);
      if (!row.hash.equals(chainHash(previous, row.entry))) {
        return broken(row.seq, `Entry ${row.seq} is not what was written.`);
      }
      previous = row.hash;
      seq = row.seq;
    }
    if (page.length < PAGE) return { verdict: 'whole', entries: seq };
  }
}

function broken(seq: number, sentence: string): AuditVerdict {
  return { verdict: 'broken', seq, sentence };
}
