// An HTTPS server on loopback whose certificate nobody vouches for, and what it has seen: who came to its door, and who went in.
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** Made for this test alone, valid from 2020 to 2120: nothing is wrong with it but who signed it. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgG6/llaWfEiI0ZNTC
NQ7raClgkOORf/TMSqeyiJlgahShRANCAAR/wHZ2ik6gLhfJ8BeWyPal3DkMcfqS
SFNDfjQfinUVLVxvSnHC4ig/TpzPPrejPQXatVwyx/vQ5c/xY6R5aHOa
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBWTCB/6ADAgECAgEBMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCTEyNy4wLjAu
MTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFDESMBAGA1UEAwwJ
MTI3LjAuMC4xMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf8B2dopOoC4XyfAX
lsj2pdw5DHH6kkhTQ340H4p1FS1cb0pxwuIoP06czz63oz0F2rVcMsf70OXP8WOk
eWhzmqNAMD4wDwYDVR0RBAgwBocEfwAAATAMBgNVHRMBAf8EAjAAMB0GA1UdDgQW
BBSuQ/g/b+Osg+jLlNs0N8xNs7hfhzAKBggqhkjOPQQDAgNJADBGAiEAo6jUWfN5
LIciJn5zBBXG7j66ndHrPYgwKQBxw7K4TN4CIQClG5vT1jgLTPJEG/TuvLZn9t7y
VIgYUAvS4ei1nbSwaQ==
-----END CERTIFICATE-----`;

export interface SelfSignedServer {
  readonly url: string;
  /** Connections that have ended: whoever refuses the certificate hangs up. */
  readonly hangUps: () => number;
  /** The paths that were asked for by somebody who trusts the certificate. */
  readonly requests: readonly string[];
  readonly stop: () => Promise<void>;
}

export async function startSelfSignedServer(): Promise<SelfSignedServer> {
  const requests: string[] = [];
  let hangUps = 0;
  const server = createServer({ key: KEY, cert: CERTIFICATE }, (request, response) => {
    requests.push(request.url ?? '');
    response.end('reached');
  });
  server.on('connection', (socket) => socket.once('close', () => (hangUps += 1)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${String(port)}`,
    hangUps: () => hangUps,
    requests,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
