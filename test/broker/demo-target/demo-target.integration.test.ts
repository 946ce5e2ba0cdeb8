import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_ISSUER, setUpDemoTarget } from '../../../broker/demo-target/demo-target.ts';
import { startDemoServer, type DemoServer } from '../demo-server.ts';

let server: DemoServer;
beforeAll(async () => {
  server = await startDemoServer();
});
afterAll(() => server.stop());

const COUNTS = 'SELECT (SELECT count(*)::int FROM customers) AS c, (SELECT count(*)::int FROM invoices) AS i';

it('has plausible rows, every invoice with its customer', async () => {
  expect(await server.asSuperuser(COUNTS)).toEqual([{ c: 16, i: 48 }]);
  const states = await server.asSuperuser('SELECT DISTINCT status FROM invoices ORDER BY 1');
  expect(states.map(({ status }) => status)).toEqual(['open', 'overdue', 'paid']);
});

it('is set up again without touching what a person has changed, and takes the new password', async () => {
  await server.asSuperuser(
    "UPDATE customers SET city = 'Bath' WHERE id = 1; DELETE FROM invoices WHERE id = 3",
  );
  await setUpDemoTarget(server.superuser, Buffer.from('another'));
  expect(await server.asSuperuser('SELECT city FROM customers WHERE id = 1')).toEqual([{ city: 'Bath' }]);
  const issuer = { user: DEMO_ISSUER, database: 'billing' };
  expect(await server.tryToEnter({ ...issuer, password: 'another' })).toBe('entered');
  expect(await server.tryToEnter({ ...issuer, password: server.issuerDeps.login.password })).toBe('28P01');
});

it('gives the broker’s login no more than its work takes', async () => {
  await setUpDemoTarget(server.superuser, Buffer.from('another'));
  const issuer = { user: DEMO_ISSUER, password: 'another', database: 'billing' };
  const [role] = await server.asSuperuser(
    `SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = '${DEMO_ISSUER}'`,
  );
  expect(role).toEqual({
    rolsuper: false,
    rolcreaterole: true,
    rolcreatedb: false,
    rolreplication: false,
    rolbypassrls: false,
  });
  // It hands the profiles' rights out and has none of them itself.
  expect(await server.tryToEnter(issuer, 'SELECT * FROM public.customers')).toBe('42501');
  expect(await server.tryToEnter(issuer, 'SET ROLE billing_read')).toBe('42501');
});

it('gives the role for what is left behind no right at all, and no login', async () => {
  const [role] = await server.asSuperuser(
    `SELECT rolcanlogin, has_table_privilege(oid, 'customers', 'SELECT') AS reads, has_schema_privilege(oid, 'public', 'USAGE') AS sees,
            has_database_privilege(oid, 'billing', 'CONNECT') AS connects FROM pg_roles WHERE rolname = 'stint_left_behind'`,
  );
  expect(role).toEqual({ rolcanlogin: false, reads: false, sees: false, connects: false });
});

it('lets nobody in who has no role of the demo', async () => {
  await server.asSuperuser("CREATE ROLE passer_by LOGIN PASSWORD 'by'");
  for (const database of ['billing', 'postgres']) {
    expect(await server.tryToEnter({ user: 'passer_by', password: 'by', database })).toBe('42501');
  }
});
