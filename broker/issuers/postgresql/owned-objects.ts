/**
 * What a login owns in one database: listed, handed over and closed to everybody, in one transaction. Data (tables, sequences, views) is never
 * dropped; code is, where the role it should go to may not have any in that schema, for the login has to go in any case.
 */
import pg from 'pg';
import type { Ask } from './target-sessions.ts';

export interface OwnedObject {
  /** PostgreSQL's word for it: "table", "function". */
  readonly type: string;
  /** Qualified and quoted by PostgreSQL: "public.scratch", "public.peek()". */
  readonly identity: string;
  /** Roles somebody has granted a right on it, quoted; PUBLIC is not among them. */
  readonly grantees: readonly string[];
  /** PostgreSQL lets the new owner have it: tables always, most of the rest where the new owner may create in its schema. */
  readonly keepable: boolean;
}

export async function listOwned(ask: Ask, oid: unknown, newOwner: string): Promise<readonly OwnedObject[]> {
  const { rows } = await ask(
    `SELECT type, identity, ARRAY(
              SELECT DISTINCT grantee::regrole::text FROM aclexplode(coalesce(
                (SELECT relacl FROM pg_class WHERE classid = 'pg_class'::regclass AND oid = objid),
                (SELECT proacl FROM pg_proc WHERE classid = 'pg_proc'::regclass AND oid = objid),
                (SELECT nspacl FROM pg_namespace WHERE classid = 'pg_namespace'::regclass AND oid = objid),
                (SELECT typacl FROM pg_type WHERE classid = 'pg_type'::regclass AND oid = objid),
                (SELECT lomacl FROM pg_largeobject_metadata WHERE classid = 'pg_largeobject'::regclass AND oid = objid)
              )) WHERE grantee NOT IN (0, refobjid)
              UNION SELECT grantee::regrole::text FROM pg_attribute, aclexplode(attacl)
               WHERE classid = 'pg_class'::regclass AND attrelid = objid AND grantee NOT IN (0, refobjid)
            ) AS grantees,
            classid = 'pg_class'::regclass OR (schema IS NULL AND type NOT IN ('publication', 'server')) OR EXISTS (
              SELECT FROM pg_namespace WHERE quote_ident(nspname) = schema
                 AND (nspowner = refobjid OR has_schema_privilege($2::name, oid, 'CREATE'))
            ) AS keepable
       FROM pg_shdepend, LATERAL pg_identify_object(classid, objid, objsubid)
      WHERE refclassid = 'pg_authid'::regclass AND refobjid = $1::int8::oid AND deptype = 'o'
        AND classid NOT IN ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass)
        AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        AND identity IS NOT NULL
      ORDER BY type, identity`,
    [oid, newOwner],
  );
  return rows.map((row) => ({
    type: String(row['type']),
    identity: String(row['identity']),
    grantees: Array.isArray(row['grantees']) ? row['grantees'].map(String) : [],
    keepable: row['keepable'] === true,
  }));
}

export async function giveAway(
  ask: Ask,
  account: string,
  to: string,
  objects: readonly OwnedObject[],
  roles: { readonly lend: readonly string[]; readonly takeAway: readonly string[] },
): Promise<void> {
  const name = pg.escapeIdentifier(account);
  const owner = pg.escapeIdentifier(to);
  const kept = objects.filter(({ keepable }) => keepable);
  const statements = [
    ...roles.lend,
    ...objects.filter(({ keepable }) => !keepable).map(dropping),
    // Schemas first: what is in them may then follow.
    ...kept
      .filter(({ type }) => type === 'schema')
      .map(({ identity }) => `ALTER SCHEMA ${identity} OWNER TO ${owner}`),
    `REASSIGN OWNED BY ${name} TO ${owner}`,
    ...kept.flatMap(closing), // SECURITY: issuer-left-behind-closed
    `DROP OWNED BY ${name}`,
    ...roles.takeAway,
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

function dropping({ type, identity }: OwnedObject): string {
  const kind = GRANTABLE.get(type) ?? (type === 'statistics object' ? 'STATISTICS' : type.toUpperCase());
  return `DROP ${kind} IF EXISTS ${identity} CASCADE`;
}
