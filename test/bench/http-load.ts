// As many HTTP calls as a server can answer, from few instructions: ready-made requests over kept connections, one under way on each, and
// answers that are only counted. What is measured is the server, not this.
import { connect, type Socket } from 'node:net';

export interface Load {
  readonly perSecond: number;
  readonly answered: number;
  /** Anything but 200; the last one's first line. */
  readonly wrong: number;
  readonly wrongLine: string;
  /** Of one answer's body. */
  readonly bytes: number;
}

export interface LoadOrder {
  readonly url: string;
  /** Sent by turns. */
  readonly requests: readonly { readonly path: string; readonly token: string }[];
  readonly connections: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');

export async function measureLoad(order: LoadOrder): Promise<Load> {
  const { hostname, port } = new URL(order.url);
  const requests = order.requests.map(({ path, token }) =>
    Buffer.from(
      `GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${token}\r\n\r\n`,
    ),
  );
  const counts = { answered: 0, wrong: 0, wrongLine: '', bytes: 0 };
  const sockets: Socket[] = [];
  let turn = 0;
  const next = (): Buffer => requests[(turn += 1) % requests.length] ?? Buffer.alloc(0);

  function open(): void {
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.setNoDelay(true);
    let waiting = Buffer.alloc(0);
    socket.on('error', (error) => (counts.wrongLine = error.message));
    socket.on('connect', () => socket.write(next()));
    socket.on('data', (data) => {
      waiting = waiting.length === 0 ? data : Buffer.concat([waiting, data]);
      const headEnd = waiting.indexOf(HEAD_END);
      if (headEnd < 0) return;
      const head = waiting.toString('latin1', 0, headEnd);
      const length = Number(/content-length: (\d+)/iu.exec(head)?.[1]);
      if (waiting.length < headEnd + 4 + length) return;
      waiting = Buffer.alloc(0);
      counts.answered += 1;
      counts.bytes = length;
      if (!head.startsWith('HTTP/1.1 200')) {
        counts.wrong += 1;
        counts.wrongLine = head.split('\r\n')[0] ?? '';
      }
      socket.write(next());
    });
  }

  for (let index = 0; index < order.connections; index += 1) open();
  await wait(order.warmUpMs);
  const [before, startedAt] = [counts.answered, performance.now()];
  await wait(order.measureMs);
  const answered = counts.answered - before;
  const perSecond = (answered * 1000) / (performance.now() - startedAt);
  for (const socket of sockets) socket.destroy();
  return { ...counts, answered, perSecond };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
