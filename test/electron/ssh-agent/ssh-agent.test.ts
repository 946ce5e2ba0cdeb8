import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FAILURE, LARGEST_MESSAGE, takeMessage } from '../../../electron/ssh-agent/agent-protocol.ts';
import { readWire, toWire } from '../../../electron/ssh-agent/wire.ts';
import { loginRequest, makeAgent, signRequest } from './agent-bench.ts';

const LIST = Buffer.from([11]);

describe('the agent', () => {
  it('tells the certificates that are held, and none at the end', async () => {
    const { agent, blob, state } = makeAgent();
    const wire = readWire((await agent.answer(LIST)).subarray(4));
    expect([wire.byte(), wire.uint32()]).toEqual([12, 1]);
    expect(wire.bytes().equals(blob)).toBe(true);
    expect(wire.text()).toBe('Stint: bastion');
    state.isHeld = false;
    expect((await agent.answer(LIST)).toString('hex')).toBe('000000050c00000000');
  });

  it('signs a login with the certificate’s key, and zeroes what it was lent', async () => {
    const { agent, key, blob, lent } = makeAgent();
    const data = loginRequest(blob);
    const wire = readWire((await agent.answer(signRequest(blob, data))).subarray(4));
    expect(wire.byte()).toBe(14);
    const signature = readWire(wire.bytes());
    expect(signature.text()).toBe('ssh-ed25519');
    const point = Buffer.from(key.publicKey.split(' ')[1] ?? '', 'base64').subarray(-32);
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), point]);
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    expect(verify(null, data, publicKey, signature.bytes())).toBe(true);
    expect(lent.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
  });

  it('signs the host-bound form too', async () => {
    const { agent, blob } = makeAgent();
    const data = loginRequest(blob, {
      method: 'publickey-hostbound-v00@openssh.com',
      tail: toWire('a host’s key'),
    });
    expect((await agent.answer(signRequest(blob, data)))[4]).toBe(14);
  });

  it('signs nothing once it is over', async () => {
    const { agent, blob, state, lent } = makeAgent();
    state.isHeld = false;
    expect(await agent.answer(signRequest(blob, loginRequest(blob)))).toEqual(FAILURE);
    expect(lent).toEqual([]);
  });

  it.each([
    ['a text, as ssh-keygen -Y sign would', () => Buffer.from('SSHSIG any text')],
    ['a login as somebody else', (blob: Buffer) => loginRequest(blob, { user: 'root' })],
    ['another service', (blob: Buffer) => loginRequest(blob, { service: 'ssh-userauth' })],
    ['another method', (blob: Buffer) => loginRequest(blob, { method: 'hostbased' })],
    ['a login with another key', () => loginRequest(Buffer.from('other'))],
    ['a login with something behind it', (blob: Buffer) => loginRequest(blob, { tail: Buffer.from('x') })],
    ['nothing', () => Buffer.alloc(0)],
  ])('signs no %s', async (_, toData) => {
    const { agent, blob, lent } = makeAgent();
    expect(await agent.answer(signRequest(blob, toData(blob)))).toEqual(FAILURE);
    expect(lent).toEqual([]);
  });

  it('refuses a key it does not hold, the plain key of a certificate, and everything but its two requests', async () => {
    const { agent, key, blob } = makeAgent();
    const plain = Buffer.from(key.publicKey.split(' ')[1] ?? '', 'base64');
    expect(await agent.answer(signRequest(plain, loginRequest(plain)))).toEqual(FAILURE);
    // Add, remove, remove all, lock, unlock, add with limits, extension; and what is no message.
    for (const type of [1, 9, 17, 18, 19, 22, 23, 25, 27, 0, 255]) {
      expect(await agent.answer(Buffer.concat([Buffer.from([type]), toWire(blob)]))).toEqual(FAILURE);
    }
    expect(await agent.answer(Buffer.alloc(0))).toEqual(FAILURE);
    expect(await agent.answer(Buffer.concat([LIST, LIST]))).toEqual(FAILURE);
    const cut = signRequest(blob, loginRequest(blob));
    for (let length = 1; length < cut.length; length += 13) {
      expect(await agent.answer(cut.subarray(0, length))).toEqual(FAILURE);
    }
  });
});

describe('messages', () => {
  it('are taken whole, one after the other', () => {
    const both = Buffer.concat([toWire('one'), toWire('two')]);
    const first = takeMessage(both);
    if (first.kind !== 'whole') throw new Error(first.kind);
    expect(first.message.toString()).toBe('one');
    expect(takeMessage(first.rest)).toMatchObject({ kind: 'whole' });
    expect(takeMessage(both.subarray(0, 5)).kind).toBe('more');
    expect(takeMessage(both.subarray(0, 2)).kind).toBe('more');
  });

  it('that are empty or longer than 256 KB are not waited for', () => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(LARGEST_MESSAGE);
    expect(takeMessage(length).kind).toBe('more');
    length.writeUInt32BE(LARGEST_MESSAGE + 1);
    expect(takeMessage(length).kind).toBe('too-large');
    length.writeUInt32BE(0);
    expect(takeMessage(length).kind).toBe('too-large');
  });
});
