/**
 * Roles in whose name logins are made and taken away, from PostgreSQL 16 on. There whoever makes a role becomes its member, and each change of a
 * role looks through all that its maker is a member of: with ten thousand logins of one maker a single one took 15 ms to drop, with a few
 * hundred 0.2 ms. A maker cannot sign in, and nobody but the issuer's own login may become it; all else is done by that login itself.
 * Becoming one, after a login was dropped, looks through all there are: so leases come sorted by the end of their ids, which tells the maker.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Ask } from './target-sessions.ts';

const MAKERS = 64;

/** The digits of a ULID, lower case, in their order: https://github.com/ulid/spec#encoding */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

export interface Makers {
  /** The maker of this account's role, told by the last two characters of its name, and in their order; it needs no quotes. */
  of(account: string): string;
  /** Sees to it that the maker is there. `false`: it cannot be had, and the issuer's login makes the role itself. */
  ensure(maker: string): Promise<boolean>;
  /** What was known of it is in doubt: somebody may have dropped it by hand. */
  forget(maker: string): void;
}

/** `user`: the issuer's login; two of them at one server have makers of their own. */
export function createMakers(ask: Ask, user: string): Makers {
  const own = createHash('sha256').update(user).digest('hex').slice(0, 8);
  const known = new Map<string, Promise<boolean>>();

  async function make(maker: string): Promise<boolean> {
    try {
      const found = await ask(
        `SELECT pg_has_role(current_user, oid, 'SET') AS mine FROM pg_roles WHERE rolname = $1`,
        [maker],
      );
      if (found.rows[0]?.['mine'] === true) return true;
      const create = found.rows.length === 0 ? `CREATE ROLE ${maker} NOLOGIN CREATEROLE; ` : '';
      // INHERIT: so that what a maker may do with the roles it made, the issuer's login may as well.
      await ask(`${create}GRANT ${maker} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE`);
      return true;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      // Another broker has just made it, or it may not be made.
      const again = await ask(
        `SELECT 1 FROM pg_roles WHERE rolname = $1 AND pg_has_role(current_user, oid, 'SET')`,
        [maker],
      );
      return again.rows.length > 0;
    }
  }

  return {
    of(account) {
      const [upper = '', lower = ''] = account.slice(-2);
      const end = DIGITS.indexOf(upper) * DIGITS.length + DIGITS.indexOf(lower);
      const place = Math.floor((Math.max(end, 0) * MAKERS) / DIGITS.length ** 2);
      return `stint_maker_${own}_${String(place).padStart(2, '0')}`;
    },
    ensure(maker) {
      const there = known.get(maker) ?? make(maker);
      known.set(maker, there);
      // What could not be had for once may well be had the next time.
      const forget = (): void => void known.delete(maker);
      there.then((isThere) => (isThere ? undefined : forget()), forget);
      return there;
    },
    forget: (maker) => void known.delete(maker),
  };
}
