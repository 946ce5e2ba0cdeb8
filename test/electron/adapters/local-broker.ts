/** A real HTTP server on loopback that answers as the test says, and a client of the adapter for it. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFetchBroker } from '../../../electron/adapters/fetch-broker.ts';
import { createSystemClock } from '../../../electron/adapters/system-clock.ts';
import type { BrokerClient } from '../../../electron/ports/broker-client.ts';
import type { Clock } from '../../../electron/ports/clock.ts';

export const TOKEN = 'canary-token-5d21';

export interface LocalBroker {
  readonly url: string;
  readonly requests: {
    readonly line: string;
    readonly headers: http.IncomingHttpHeaders;
    readonly body: string;
  }[];
  readonly client: BrokerClient;
  /** How many sockets are open. */
  sockets(): number;
  close(): Promise<void>;
}

export type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

export async function startLocalBroker(
  answer: Answer,
  given: { clock?: Clock; random?: () => number } = {},
): Promise<LocalBroker> {
  const requests: LocalBroker['requests'] = [];
  const sockets = new Set<unknown>();
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      requests.push({ line: `${request.method ?? ''} ${request.url ?? ''}`, headers: request.headers, body });
      answer(request, response);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${String(port)}`;
  const connected = createFetchBroker({
    clock: given.clock ?? createSystemClock(),
    random: given.random ?? (() => 0),
    loopbackOnly: false,
  })(url, TOKEN);
  if (!connected.ok) throw new Error(connected.sentence);
  return {
    url,
    requests,
    client: connected.value,
    sockets: () => sockets.size,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

export function answerJson(body: unknown, status = 200, type = 'application/json'): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}
