// An attacker between desktop and broker: passes everything on, but puts its own key into `sealTo` of a start.
import { generateKeyPairSync } from 'node:crypto';
import { createServer, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface SwappingProxy {
  readonly url: string;
  /** What the broker answered to each start it saw. */
  readonly startAnswers: readonly { readonly status: number; readonly body: string }[];
  readonly stop: () => Promise<void>;
}

export async function startSwappingProxy(brokerUrl: string): Promise<SwappingProxy> {
  const startAnswers: { status: number; body: string }[] = [];
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  const target = new URL(brokerUrl);

  const server = createServer((from, to) => {
    void (async () => {
      const body = await bodyOf(from);
      const isStart = from.url?.endsWith('/start') === true;
      const sent = isStart
        ? JSON.stringify({ ...(JSON.parse(body) as object), sealTo: { kty, crv, x, y } })
        : body;
      const headers = {
        ...from.headers,
        host: target.host,
        'content-length': String(Buffer.byteLength(sent)),
      };
      const onward = request({
        host: target.hostname,
        port: target.port,
        method: from.method,
        path: from.url,
        headers,
      });
      onward.on('error', () => to.destroy());
      onward.on('response', (answer) => {
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        if (isStart)
          void bodyOf(answer).then((text) =>
            startAnswers.push({ status: answer.statusCode ?? 0, body: text }),
          );
        answer.pipe(to);
      });
      to.on('close', () => onward.destroy());
      onward.end(sent);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // `listen` on an address and port yields an AddressInfo, never a pipe's name.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    startAnswers,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close').catch(() => undefined);
    },
  };
}

async function bodyOf(stream: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
