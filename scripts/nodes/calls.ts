// Calls to whichever node answers: as a desktop does, with the next address and in a moment when one does not.
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { NodeProcess } from './node-process.ts';

export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What came in between. */
export interface Trouble {
  /** Answered `unavailable`: the storage is away, or another node is at it. */
  unavailable: number;
  /** Nobody answered at the address, or the answer was cut off. */
  unreachable: number;
  /** Everything else that is not as it should be, in words. */
  readonly strange: string[];
}

export interface Calls {
  /** Until somebody answers with something else than `unavailable`. `first`: the node to ask first. */
  call(order: CallOrder & { readonly first: number }): Promise<Reply>;
  close(): void;
}

export interface CallOrder {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token: string;
  readonly body?: object | undefined;
  readonly key?: string | undefined;
}

const TRY_AGAIN_MS = 100;
const GIVE_UP_AFTER_MS = 90_000;

export function createCalls(nodes: readonly NodeProcess[], trouble: Trouble): Calls {
  const agent = new Agent({ keepAlive: true });
  return {
    async call({ first, ...order }) {
      const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
      for (let turn = first; performance.now() < giveUpAt; turn += 1) {
        const url = nodes[turn % nodes.length]?.url() ?? '';
        try {
          const reply = await send(agent, url, order);
          if (reply.status < 500) return reply;
          if (reply.body['code'] === 'unavailable') trouble.unavailable += 1;
          else if (reply.body['code'] === 'mint-failed') return reply;
          else trouble.strange.push(`${order.path}: ${JSON.stringify(reply)}`);
        } catch {
          trouble.unreachable += 1;
        }
        await pause(TRY_AGAIN_MS);
      }
      throw new Error(`Nobody answered ${order.method} ${order.path} for long.`);
    },
    close: () => agent.destroy(),
  };
}

function send(agent: Agent, url: string, order: CallOrder): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const payload = order.body === undefined ? undefined : JSON.stringify(order.body);
    const sent = request(
      new URL(order.path, url),
      {
        agent,
        method: order.method,
        timeout: 30_000,
        headers: {
          authorization: `Bearer ${order.token}`,
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
          ...(order.key === undefined ? {} : { 'idempotency-key': order.key }),
        },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          try {
            // A broker answers an object, or it is found out here.
            const body = JSON.parse(Buffer.concat(parts).toString()) as Reply['body'];
            resolve({ status: answer.statusCode ?? 0, body });
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      },
    );
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('No answer in time')));
    sent.end(payload);
  });
}
