// Requests as bytes, as no well-behaved client sends them: paths written in other ways, paths that cannot be read, and what is no HTTP.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../../shared/api.ts';
import { startTestBroker, type TestBroker } from '../test-broker.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import { CANARY } from './bad-request.ts';

let storage: TestStorage;
let broker: TestBroker;
let port: number;
beforeAll(async () => {
  storage = await startTestStorage();
  broker = await startTestBroker({ access: await storage.fresh() });
  port = Number(new URL(await broker.broker.http.listen({ host: '127.0.0.1', port: 0 })).port);
});
afterAll(async () => {
  await broker.stop();
  await storage.stop();
});

interface RawReply {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

function send(request: string): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    let text = '';
    socket.on('data', (data: Buffer) => (text += data.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n');
      resolve({ status: Number(head.split(' ')[1]), head, body });
    });
  });
}

function get(path: string, token: string | null, host = '127.0.0.1'): Promise<RawReply> {
  const authorization = token === null ? '' : `Authorization: Bearer ${token}\r\n`;
  return send(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${authorization}Connection: close\r\n\r\n`);
}

describe('a path written in another way', () => {
  it.each(['/%761/me', '/v%31/me', 'http://127.0.0.1/v1/me'])(
    '%s asks who is calling as the plain one does',
    async (path) => {
      expect((await get(path, broker.tokens['engineer'] ?? '')).status).toBe(200);
      expect((await get(path, null)).status).toBe(401);
      expect((await get(path, 'A'.repeat(43))).status).toBe(401);
      expect((await get(path, broker.tokens['engineer'] ?? '', 'evil.example')).status).toBe(403);
    },
  );
});

describe('what never becomes a request', () => {
  it.each([
    ['a path that cannot be decoded', `GET /%zz${CANARY}`, 400],
    ['an id that cannot be decoded', `GET /v1/grants/%zz${CANARY}`, 400],
    ['an id without end', `GET /v1/grants/${CANARY}${'A'.repeat(200)}`, 414],
    ['a method there is not', `${CANARY} /v1/me`, 400],
    ['headers without end', `GET /v1/me HTTP/1.1\r\nX-Long: ${CANARY}${'a'.repeat(20_000)}`, 431],
    ['two lengths', 'POST /v1/grants HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked', 400],
  ])('%s is answered in the form of all problems, and not repeated', async (_, start, status) => {
    const line = start.includes('HTTP/1.1') ? start : `${start} HTTP/1.1`;
    const reply = await send(`${line}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
    expect(reply.status).toBe(status);
    expect(reply.head.toLowerCase()).toContain('content-type: application/problem+json');
    expect(reply.head.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(problem.parse(JSON.parse(reply.body))).toMatchObject({ status, code: 'malformed-request' });
    expect(reply.head + reply.body).not.toContain(CANARY);
  });
});
