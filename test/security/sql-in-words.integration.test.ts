// ATTACK: SQL in every text that people and programs send, and that the configuration holds. IMPACT: reading, changing or dropping what the
// broker keeps. MITIGATION: every value is a parameter; what is a word is kept as that word, what is none is refused.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../broker/config/parse-config.ts';
import { verifyAudit } from '../../broker/audit/verify.ts';
import { itemOf, look, REVIEW_YAML } from '../broker/grants/reviewing.ts';
import { makeKey, startTestBroker, type TestBroker } from '../broker/test-broker.ts';
import { query, startTestStorage, type TestStorage } from '../broker/test-storage.ts';

const ATTACKS = [
  "'; drop table grants cascade; --",
  "' or '1'='1",
  "\\'; update person set name = 'owned'; --",
  '$$; delete from audit; $$',
  '"; drop schema public cascade; --',
  "E'\\x27'; select pg_sleep(60); --",
  "robert'); insert into token values ('x'); --",
  '%_{}[]$1 ?? :name @> ::text /* */',
] as const;
/** No quotes or colons of YAML's own. */
const inYaml = (text: string): string => JSON.stringify(text);

const YAML = REVIEW_YAML.replace('displayName: Erin Engineer', `displayName: ${inYaml(`Erin ${ATTACKS[0]}`)}`)
  .replace('name: Fix a customer record', `name: ${inYaml(`Fix ${ATTACKS[2]}`)}`)
  .replace('summary: Correct rows of the billing database by hand.', `summary: ${inYaml(ATTACKS[3])}`)
  .replace('    name: billing\n', `    name: ${inYaml(ATTACKS[4])}\n`)
  .replaceAll('role: billing_write', `role: ${inYaml(ATTACKS[0])}`);

let storage: TestStorage;
let broker: TestBroker;
let tables: unknown;
beforeAll(async () => {
  storage = await startTestStorage();
  broker = await startTestBroker({ access: await storage.fresh(), yaml: YAML });
  tables = await schema();
});
afterAll(async () => {
  await broker.stop();
  await storage.stop();
});

/** Tables, their columns, and who may do what with them. */
async function schema(): Promise<unknown> {
  const columns = await query(
    broker.access.owner,
    "select table_name, column_name, data_type from information_schema.columns where table_schema = 'public' order by 1, 2",
  );
  const rights = await query(
    broker.access.owner,
    "select table_name, grantee, privilege_type from information_schema.role_table_grants where table_schema = 'public' order by 1, 2, 3",
  );
  return [columns.rows, rights.rows];
}

async function counts(): Promise<unknown> {
  const { rows } = await query(
    broker.access.owner,
    'select (select count(*) from grants) g, (select count(*) from person) p, (select count(*) from token) t, (select count(*) from audit) a, (select count(*) from event) e, (select count(*) from device) d, (select count(*) from asking) k',
  );
  return rows;
}

let keys = 0;
const ask = (words: object, key = `k${String((keys += 1))}`) =>
  broker.call(
    'engineer',
    'POST',
    '/v1/grants',
    { profileId: 'billing-fix', durationSeconds: 900, reason: 'why', source: 'window', ...words },
    { 'idempotency-key': key },
  );

describe('SQL in words', () => {
  it.each(ATTACKS)('is kept as the words it is: %s', async (attack) => {
    broker.clock.advance(1_000);
    const asked = await ask({ reason: attack, ticket: attack });
    expect(asked.body).toMatchObject({ grant: { reason: attack, ticket: attack } });
    const { id } = (asked.body as { grant: { id: string } }).grant;
    const { digest } = await itemOf(broker, 'reviewer', id);
    const body = { verdict: 'deny', comment: attack, digest, source: 'window' };
    const denied = await broker.call('reviewer', 'POST', `/v1/grants/${id}/reviews`, body);
    expect(denied.status).toBe(200);
    expect(await look(broker, id)).toMatchObject({
      reason: attack,
      ticket: attack,
      note: attack,
      reviews: [{ comment: attack }],
      person: { name: `Erin ${ATTACKS[0]}` },
      profileName: `Fix ${ATTACKS[2]}`,
    });
    const { publicKey } = await makeKey();
    const device = await broker.call('engineer', 'POST', '/v1/devices', { publicKey, name: attack });
    expect(device.body).toMatchObject({ name: attack });
    const { rows } = await query(
      broker.access.owner,
      `select count(*)::int n from audit where position(${literal(JSON.stringify(attack).slice(1, -1))} in entry) > 0`,
    );
    // Asked, reviewed, device registered.
    expect(rows[0]?.['n']).toBe(3);
    expect(await schema()).toEqual(tables);
    expect((await verifyAudit(broker.db)).verdict).toBe('whole');
  });

  it.each(ATTACKS)('in names of things is refused, and changes nothing: %s', async (attack) => {
    broker.clock.advance(30_000);
    const before = await counts();
    const path = encodeURIComponent(attack);
    const header = attack.replaceAll(' ', '');
    const replies = [
      await ask({ profileId: attack }),
      await ask({ source: attack }),
      await broker.call('engineer', 'GET', `/v1/grants/${path}`),
      await broker.call('engineer', 'GET', `/v1/grants?status=${path}`),
      await broker.call('engineer', 'POST', `/v1/grants/${path}/withdraw`, { source: 'window' }),
      await broker.call('reviewer', 'POST', `/v1/grants/${path}/reviews`, {
        verdict: 'approve',
        digest: attack,
        source: 'window',
      }),
      await broker.call('engineer', 'POST', `/v1/people/${path}/revoke`, { reason: attack }),
      await broker.call('engineer', 'POST', `/v1/targets/${path}/revoke`, { reason: attack }),
      await broker.call(header, 'GET', '/v1/me'),
      await broker.call('engineer', 'GET', '/v1/me', undefined, { host: header }),
    ];
    expect(replies.map(({ status }) => status).filter((status) => status < 400 || status >= 500)).toEqual([]);
    expect(await counts()).toEqual(before);
    expect(await schema()).toEqual(tables);
  });

  it('in an Idempotency-Key is a key like any other', async () => {
    const keyed = ATTACKS.map((attack) => attack.replaceAll(' ', ''));
    const ids = [];
    for (const key of keyed) {
      const [first, again] = [await ask({}, key), await ask({}, key)];
      expect([first.status, again.status]).toEqual([200, 200]);
      expect(first.body['grant']).toMatchObject({ id: (again.body['grant'] as { id: string }).id });
      ids.push((first.body['grant'] as { id: string }).id);
    }
    expect(new Set(ids).size).toBe(ATTACKS.length);
    const { rows } = await query(broker.access.owner, 'select key from asking');
    expect(rows.map(({ key }) => key)).toEqual(expect.arrayContaining(keyed));
    expect(await schema()).toEqual(tables);
  });

  it('in ids and groups of the configuration is refused with its line', () => {
    for (const attack of ATTACKS) {
      for (const key of ['  - id: billing-fix', 'groups: [dba]', '  - name: riley']) {
        const [name = '', value = ''] = key.split(': ');
        const instead = value.startsWith('[') ? `${name}: [${inYaml(attack)}]` : `${name}: ${inYaml(attack)}`;
        const result = parseConfig(YAML.replace(key, instead), 'stint.yaml');
        expect([key, result.ok]).toEqual([key, false]);
      }
    }
  });
});

/** For the test's own question. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
