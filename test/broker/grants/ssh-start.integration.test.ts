// Starting a grant with SSH in it: the key comes with the start, is bound by its proof, and goes to whoever mints.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  startOn,
  askFor,
  registerDesktop,
  startTestBroker,
  type Desktop,
  type TestBroker,
} from '../test-broker.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';

const key = (letter: string): string => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)}`;
let storage: TestStorage;
let broker: TestBroker;
let laptop: Desktop;

beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => {
  broker = await startTestBroker({ access: await storage.fresh() });
  laptop = await registerDesktop(broker, 'engineer');
});
afterEach(() => broker.stop());

it('hands the key and the address of the start to whoever mints', async () => {
  const grantId = await askFor(broker, 'engineer', 'invoice-case');
  const reply = await startOn(broker, 'engineer', grantId, laptop, { sshPublicKey: key('B') });
  expect(reply.status).toBe(200);
  expect(broker.leases.orders[0]?.requester).toEqual({ address: '127.0.0.1', sshPublicKey: key('B') });
});

it('without a key is refused with what to do, mints nothing, and can be started again with one', async () => {
  const grantId = await askFor(broker, 'engineer', 'bastion');
  const reply = await startOn(broker, 'engineer', grantId, laptop);
  expect(reply.status).toBe(400);
  expect(reply.body['detail']).toContain('the start brought no sshPublicKey. Update Stint');
  expect(broker.leases.orders).toEqual([]);
  expect((await startOn(broker, 'engineer', grantId, laptop, { sshPublicKey: key('B') })).status).toBe(200);
});

it('with another key than the device signed is a bad proof, and mints nothing', async () => {
  const grantId = await askFor(broker, 'engineer', 'bastion');
  for (const swapped of [key('C'), undefined]) {
    const reply = await startOn(broker, 'engineer', grantId, laptop, { sshPublicKey: key('B') }, 'window', {
      sshPublicKey: swapped,
    });
    expect(reply.body['code']).toBe('bad-proof');
  }
  const added = await startOn(broker, 'engineer', grantId, laptop, {}, 'window', { sshPublicKey: key('C') });
  expect(added.body['code']).toBe('bad-proof');
  expect(broker.leases.orders).toEqual([]);
});

it('with a key that is no ed25519 key is malformed', async () => {
  const grantId = await askFor(broker, 'engineer', 'bastion');
  for (const odd of ['ssh-rsa AAAAB3NzaC1yc2E', `${key('B')} comment`, `${key('B')}\n`, `${key('B')}=`]) {
    const reply = await startOn(broker, 'engineer', grantId, laptop, { sshPublicKey: odd });
    expect(reply.body['code']).toBe('malformed-request');
  }
});

it('is offered as refused, and refused, where its target did not start', async () => {
  await broker.stop();
  broker = await startTestBroker({
    access: await storage.fresh(),
    unavailable: new Map([['bastion', 'bastion is not there. Install openssh-server.']]),
  });
  const list = await broker.call('engineer', 'GET', '/v1/profiles');
  expect(list.text).toContain(
    '"offer":{"kind":"refused","sentence":"bastion is not there. Install openssh-server."}',
  );
  await expect(askFor(broker, 'engineer', 'invoice-case')).rejects.toThrow('Install openssh-server');
  expect(await askFor(broker, 'engineer', 'billing-read')).toMatch(/^0/u);
});
