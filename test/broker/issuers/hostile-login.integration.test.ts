// Logins that prepare their own end: what they make neither runs with the broker's rights nor keeps theirs by standing in the way.
import { expect, it } from 'vitest';
import { entitlement, onEachServer, inAnHour } from './issuer-bench.ts';
import { requester } from '../requester.ts';

const bystander = { user: 'bystander', password: 'by' };

onEachServer('a hostile login', (bench) => {
  it('has none of its code run when the broker looks at what it left', async () => {
    await bench.server.asSuperuser(
      'GRANT USAGE, CREATE ON SCHEMA public TO billing_write; GRANT USAGE ON SCHEMA public TO stint_issuer',
    );
    const { who, leaseId } = await bench.mint('billing_write');
    // These fit the broker's questions better than PostgreSQL's own.
    await bench.server.ask(
      who,
      `CREATE TABLE public.caught (who text); GRANT INSERT ON public.caught TO PUBLIC;
       CREATE FUNCTION public.same(oid, regclass) RETURNS boolean LANGUAGE plpgsql AS $$
         BEGIN INSERT INTO public.caught VALUES (current_user); RETURN pg_catalog.oideq($1, $2::oid); END $$;
       CREATE OPERATOR public.= (LEFTARG = oid, RIGHTARG = regclass, FUNCTION = public.same);
       CREATE FUNCTION public.quote_ident(name) RETURNS text LANGUAGE plpgsql AS $$
         BEGIN INSERT INTO public.caught VALUES (current_user); RETURN pg_catalog.quote_ident($1::text); END $$`,
    );
    await bench.revoke(leaseId);
    expect(await bench.server.asSuperuser('SELECT * FROM public.caught')).toEqual([]);
    await bench.server.asSuperuser(
      'DROP TABLE public.caught; REVOKE CREATE ON SCHEMA public FROM billing_write',
    );
  });

  it('has no rights left while what it made cannot be handed over, and goes once it can', async () => {
    const { who, leaseId } = await bench.mint('billing_write');
    await bench.server.ask(
      who,
      `CREATE FUNCTION desk.peek() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT name FROM public.customers LIMIT 1';
       GRANT EXECUTE ON FUNCTION desk.peek() TO bystander`,
    );
    expect(await bench.server.tryToEnter(bystander, 'SELECT desk.peek()')).toBe('entered');
    await bench.server.asSuperuser('ALTER ROLE stint_left_behind RENAME TO elsewhere');
    const order = { leaseId, entitlement: entitlement('billing_write'), expiresAt: inAnHour(), requester };
    const revoke = () => bench.issuer.revoke(order, () => Promise.resolve());
    expect((await revoke()).ok).toBe(false);
    expect(await bench.server.tryToEnter(bystander, 'SELECT desk.peek()')).toBe('42501');
    await bench.server.asSuperuser('ALTER ROLE elsewhere RENAME TO stint_left_behind');
    expect(await revoke()).toEqual({ ok: true, value: null });
    expect(await bench.server.asSuperuser(`SELECT 1 FROM pg_roles WHERE rolname = '${who.user}'`)).toEqual(
      [],
    );
  });

  it('is not kept by a publication or a foreign server, and closes a large object', async () => {
    await bench.server.asSuperuser(
      `GRANT CREATE ON DATABASE billing TO billing_write; CREATE FOREIGN DATA WRAPPER wrapped; GRANT USAGE ON FOREIGN DATA WRAPPER wrapped TO billing_write`,
    );
    const { who, leaseId } = await bench.mint('billing_write');
    await bench.server.ask(
      who,
      `CREATE PUBLICATION news; CREATE SERVER far FOREIGN DATA WRAPPER wrapped; SELECT lo_from_bytea(77000, 'a copy'); GRANT SELECT ON LARGE OBJECT 77000 TO bystander`,
    );
    const read = 'SELECT lo_get(77000)';
    expect(await bench.server.tryToEnter(bystander, read)).toBe('entered');
    const made = ['large object 77000', 'publication news (dropped)', 'server far (dropped)'];
    expect((await bench.revoke(leaseId)).leftBehind).toEqual(made);
    expect(await bench.server.tryToEnter(bystander, read)).toBe('42501');
    await bench.server.asSuperuser(
      'DROP FOREIGN DATA WRAPPER wrapped; REVOKE CREATE ON DATABASE billing FROM billing_write',
    );
  });
});
