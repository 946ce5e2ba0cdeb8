// Counts the statements of this process that change something, at whatever server, and has it die by SIGKILL right before one of them.
// A transaction of the storage counts once: it is there whole or not at all.
import { writeSync } from 'node:fs';
import pg from 'pg';

/** Dying before a look is dying before the change that follows it. What makes a login begins with a look at its lock. */
const READS = /^\s*(SELECT|SHOW)\b(?![^]*(pg_terminate_backend|CREATE ROLE))/iu;
/** A broker looks around at its start, beside all else: counted as well, the nth change would be another one each time. */
const BESIDE = /\blook_around\b/u;

export interface CountedChanges {
  /** From one on, from now on. */
  count(): void;
}

/** Before the nth of them; or, by the text of a regular expression, before the first one that it fits. */
export function dieBefore(which: number | string): CountedChanges {
  const fits = typeof which === 'string' ? new RegExp(which, 'u') : null;
  let asked = 0;
  let counting = false;
  const inTransaction = new WeakSet<pg.Client>();
  // Each of its ways to be called is passed on as it is.
  const query = pg.Client.prototype.query as (this: pg.Client, ...parts: readonly unknown[]) => unknown;
  Object.assign(pg.Client.prototype, {
    query(this: pg.Client, ...parts: readonly unknown[]): unknown {
      const [first] = parts;
      const text = typeof first === 'string' ? first : (first as { readonly text: string }).text;
      const within = inTransaction.has(this);
      if (text === 'begin' || text === 'start transaction') inTransaction.add(this);
      if (text === 'commit' || text === 'rollback') inTransaction.delete(this);
      if (counting && !within && !READS.test(text) && !BESIDE.test(text)) {
        asked += 1;
        if (fits === null ? asked === which : fits.test(text)) {
          // Where a verifier stands in a statement, it stands further on.
          writeSync(1, text.replaceAll(/\s+/gu, ' ').slice(0, 60));
          process.kill(process.pid, 'SIGKILL');
        }
      }
      return query.apply(this, [...parts]);
    },
  });
  return {
    count() {
      asked = 0;
      counting = true;
    },
  };
}
