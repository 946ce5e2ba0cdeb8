import { describe, expect, it } from 'vitest';
import { toConnectionUrl, toPsqlCommand } from '../../../electron/session/copy-text.ts';
import type { PostgresqlConnection } from '../../../shared/api.ts';
import { SECRET } from '../../fakes/fake-broker-client.ts';
import { makeId } from '../../fakes/make-grant.ts';
import { makeElevated, settle, type World } from './make-core.ts';

const CONNECTION: PostgresqlConnection = {
  kind: 'postgresql',
  host: '127.0.0.1',
  port: 5432,
  database: 'billing',
  username: 'stint_x',
  sslMode: 'require',
};
const leaseOf = (world: World): string => world.now().live[0]!.credentials[0]!.leaseId;
const copy = (world: World, what: 'password' | 'url' | 'psql', leaseId = leaseOf(world)): Promise<unknown> =>
  world.core.perform('credential:copy', { leaseId, what }, 'window');

describe('copying a credential', () => {
  it.each([
    ['password', SECRET],
    ['url', `postgresql://stint_x:${SECRET}@127.0.0.1:5432/billing?sslmode=require`],
    ['psql', `psql 'host=127.0.0.1 port=5432 user=stint_x dbname=billing sslmode=require'`],
  ] as const)('puts the %s on the clipboard for 20 s, and in no answer', async (what, text) => {
    const world = await makeElevated();
    expect(await copy(world, what)).toEqual({ ok: true, value: null });
    expect(world.clipboard.text).toBe(text);
    world.clock.advance(19_900);
    expect(world.clipboard.text).toBe(text);
    world.clock.advance(100);
    expect(world.clipboard.text).toBeNull();
    expect(world.keychain.lent.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
  });

  it('gives a second copy its own 20 s', async () => {
    const world = await makeElevated();
    await copy(world, 'psql');
    world.clock.advance(15_000);
    await copy(world, 'password');
    world.clock.advance(10_000);
    expect(world.clipboard.text).toBe(SECRET);
    world.clock.advance(10_000);
    expect(world.clipboard.text).toBeNull();
  });

  it('clears it at the end of the grant', async () => {
    const world = await makeElevated();
    await copy(world, 'password');
    await world.core.perform('grant:release', { grantId: makeId(1) }, 'window');
    expect(world.clipboard.text).toBeNull();
  });

  it('copies nothing of what is not held', async () => {
    const world = await makeElevated();
    const leaseId = leaseOf(world);
    expect(await copy(world, 'password', makeId(99))).toMatchObject({ ok: false });
    await world.core.perform('grant:release', { grantId: makeId(1) }, 'window');
    expect(await copy(world, 'password', leaseId)).toMatchObject({ ok: false });
    expect(world.clipboard.all).toEqual([]);
  });

  it('leaves nothing when the grant ends while the keychain is being read', async () => {
    const world = await makeElevated();
    let go: () => void = () => undefined;
    const gate = new Promise<void>((done) => (go = done));
    world.keychain.after((method) => (method === 'read' ? gate : undefined));
    const copied = copy(world, 'password');
    await settle();
    world.clock.advance(900_000);
    go();
    expect(await copied).toMatchObject({ ok: false });
    await settle();
    expect(world.clipboard.text).toBeNull();
  });

  it('leaves nothing when the grant ends while the clipboard is being written', async () => {
    const world = await makeElevated();
    let go: () => void = () => undefined;
    world.clipboard.gate = new Promise<void>((done) => (go = done));
    const copied = copy(world, 'password');
    await settle();
    world.clock.advance(900_000);
    await settle();
    go();
    expect(await copied).toMatchObject({ ok: false });
    await settle();
    expect(world.clipboard).toMatchObject({ text: null, all: [SECRET] });
  });

  it('says what is wrong with the keychain', async () => {
    const world = await makeElevated();
    world.keychain.refuse({ kind: 'locked' });
    const copied = await copy(world, 'password');
    expect(JSON.stringify(copied)).toContain('The keychain is locked');
    expect(world.clipboard.all).toEqual([]);
  });

  it('says that a clipboard refuses, and goes on', async () => {
    const world = await makeElevated();
    world.clipboard.fails = true;
    expect(JSON.stringify(await copy(world, 'password'))).toContain('The clipboard did not take it');
  });

  it('clears again what a clipboard has not let go at the end', async () => {
    const world = await makeElevated();
    await copy(world, 'password');
    world.clipboard.fails = true;
    await world.core.perform('grant:release-all', {}, 'window');
    await settle();
    expect(world.clipboard.text).toBe(SECRET);
    world.clipboard.fails = false;
    world.clock.advance(20_000);
    await settle();
    expect(world.clipboard.text).toBeNull();
  });
});

describe('the connection URL', () => {
  it('percent-encodes what would end a part of it early', () => {
    const odd = { ...CONNECTION, username: 'a:b@c', database: 'd/e?f' };
    const url = toConnectionUrl(odd, "p@ss:w/rd?#[]%!'()*");
    const parsed = new URL(url);
    expect(decodeURIComponent(parsed.username)).toBe('a:b@c');
    expect(decodeURIComponent(parsed.password)).toBe("p@ss:w/rd?#[]%!'()*");
    expect(decodeURIComponent(parsed.pathname)).toBe('/d/e?f');
    expect(parsed.host).toBe('127.0.0.1:5432');
  });

  it('names an IPv6 address in brackets, and the folder of a socket as a parameter', () => {
    expect(toConnectionUrl({ ...CONNECTION, host: '::1' }, 'p')).toContain('@[::1]:5432/');
    expect(toConnectionUrl({ ...CONNECTION, host: '/var/run/pg' }, 'p')).toBe(
      'postgresql://stint_x:p@/billing?host=%2Fvar%2Frun%2Fpg&port=5432&sslmode=require',
    );
  });
});

describe('the psql command', () => {
  it.each(["it's", 'a b', '$(id)', '`id`', 'a"b', 'a\\b', '!x', ';id'])(
    'keeps %s in one argument for a POSIX shell',
    (database) => {
      const command = toPsqlCommand({ ...CONNECTION, database }, 'linux');
      // What a POSIX shell makes of it: quotes end and begin, everything between single quotes is literal.
      const argument = command
        ?.replace(/^psql /u, '')
        .replace(/'\\''/gu, '\u0000')
        .replace(/'/gu, '')
        .replaceAll('\u0000', "'");
      const value = /dbname=(.*) sslmode=/u.exec(argument ?? '')?.[1] ?? '';
      const plain = value.startsWith("'") ? value.slice(1, -1).replace(/\\(.)/gu, '$1') : value;
      expect(plain).toBe(database);
      expect(command?.replace(/'\\''/gu, '').match(/'/gu)).toHaveLength(2);
    },
  );

  it.each(['a\nid', 'a\rid', 'a\u001b[A', 'a\u202e'])(
    'does not exist for a name with a control character: %j',
    (database) => {
      expect(toPsqlCommand({ ...CONNECTION, database }, 'linux')).toBeNull();
      expect(toPsqlCommand({ ...CONNECTION, database }, 'win32')).toBeNull();
    },
  );

  it.each(['a"b', '%PATH%', '$x', '`x', "a'b", 'a&b', 'a b'])(
    'does not exist on Windows for %s',
    (database) => {
      expect(toPsqlCommand({ ...CONNECTION, database }, 'win32')).toBeNull();
    },
  );

  it('is in double quotes on Windows', () => {
    expect(toPsqlCommand(CONNECTION, 'win32')).toBe(
      'psql "host=127.0.0.1 port=5432 user=stint_x dbname=billing sslmode=require"',
    );
  });
});
