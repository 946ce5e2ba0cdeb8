/** What a login owns in one database: listed, handed over and closed to everybody, in one transaction. It never drops an owned object. */
import pg from 'pg';
import type { Ask } from './target-sessions.ts';

export interface OwnedObject {
  /** PostgreSQL's word for it: "table", "function". */
  readonly type: string;
  /** Qualified and quoted by PostgreSQL: "public.scratch", "public.peek()". */
  readonly identity: string;
  /** Roles somebody has granted a right on it, quoted; PUBLIC is not among them. */
  readonly grantees: readonly string[];
}

export async function listOwned(ask: Ask, oid: unknown): Promise<readonly OwnedObject[]> {
  const { rows } = await ask(
    `SELECT type, identity, ARRAY(
              SELECT DISTINCT grantee::regrole::text FROM aclexplode(coalesce(
                (SELECT relacl FROM pg_class WHERE classid = 'pg_class'::regclass AND oid = objid),
                (SELECT proacl FROM pg_proc WHERE classid = 'pg_proc'::regclass AND oid = objid),
                (SELECT nspacl FROM pg_namespace WHERE classid = 'pg_namespace'::regclass AND oid = objid),
                (SELECT typacl FROM pg_type WHERE classid = 'pg_type'::regclass AND oid = objid),
                '{}')) WHERE grantee NOT IN (0, refobjid)
              UNION SELECT grantee::regrole::text FROM pg_attribute, aclexplode(attacl)
               WHERE classid = 'pg_class'::regclass AND attrelid = objid AND grantee NOT IN (0, refobjid)
            ) AS grantees
       FROM pg_shdepend, LATERAL pg_identify_object(classid, objid, objsubid)
      WHERE refclassid = 'pg_authid'::regclass AND refobjid = $1::int8::oid AND deptype = 'o'
        AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        AND identity IS NOT NULL
      ORDER BY type, identity`,
    [oid],
  );
  return rows.map((row) => ({
    type: String(row['type']),
    identity: String(row['identity']),
    grantees: Array.isArray(row['grantees']) ? row['grantees'].map(String) : [],
  }));
}

export async function giveAway(
  ask: Ask,
  account: string,
  to: string,
  objects: readonly OwnedObject[],
): Promise<void> {
  const name = pg.escapeIdentifier(account);
  const statements = [
    `REASSIGN OWNED BY ${name} TO ${pg.escapeIdentifier(to)}`,
    // SECURITY: issuer-left-behind-closed
    ...objects.flatMap((object) => closing(object)),
    `DROP OWNED BY ${name}`,
  ];
  await ask(statements.join('; '));
}

/** What may be granted on it, in GRANT's words, for the kinds that let others read or run something. */
const GRANTABLE: ReadonlyMap<string, string> = new Map([
  ['table', 'TABLE'],
  ['view', 'TABLE'],
  ['materialized view', 'TABLE'],
  ['foreign table', 'TABLE'],
  ['sequence', 'SEQUENCE'],
  ['function', 'ROUTINE'],
  ['procedure', 'ROUTINE'],
  ['aggregate', 'ROUTINE'],
  ['schema', 'SCHEMA'],
  ['type', 'TYPE'],
  ['foreign-data wrapper', 'FOREIGN DATA WRAPPER'],
  ['server', 'FOREIGN SERVER'],
  ['large object', 'LARGE OBJECT'],
]);

/**
 * A table copied during the grant and opened to everybody, or a function that reads it, must not outlive the grant: whoever wants to keep
 * them is asked to grant again. PUBLIC and each role named in the object's privileges lose theirs.
 */
function closing({ type, identity, grantees }: OwnedObject): readonly string[] {
  const kind = GRANTABLE.get(type);
  if (kind === undefined) return [];
  return [`REVOKE ALL ON ${kind} ${identity} FROM ${['PUBLIC', ...grantees].join(', ')} CASCADE`];
}
