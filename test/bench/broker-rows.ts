// The broker's own numbers, on real nodes that share a PostgreSQL: calls a second beside a bare Fastify, news over another node, streams.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { startCluster, type Cluster } from '../../scripts/nodes/cluster.ts';
import { AT_ONCE, personName } from '../../scripts/nodes/settings.ts';
import { measureLoad, type Load, type LoadOrder } from './http-load.ts';
import { measureReviews } from './review-news.ts';
import type { Row } from './row.ts';
import { measureStreams } from './stream-memory.ts';

/** Each may call a hundred times a second and no more. */
const PEOPLE = 128;
const PROFILES = 50;
const CONNECTIONS = 64;

export async function measureBroker(): Promise<readonly Row[]> {
  const cluster = await startCluster({ nodes: 2, people: PEOPLE, moreProfiles: PROFILES - 2 });
  try {
    const tokens = Array.from({ length: PEOPLE }, (_, index) => cluster.tokenOf(personName(index)));
    const grants = await Promise.all(tokens.map((token) => askForGrant(cluster, token)));
    return [
      await callRow(cluster, 'GET /v1/grants/:id', 200, grants),
      await callRow(
        cluster,
        `GET /v1/profiles, ${String(PROFILES)} profiles`,
        1_000,
        tokens.map((token) => ({ path: '/v1/profiles', token })),
      ),
      await measureReviews(cluster),
      await measureStreams(cluster, tokens),
    ];
  } finally {
    await cluster.stop();
  }
}

async function askForGrant(cluster: Cluster, token: string): Promise<LoadOrder['requests'][number]> {
  const answer = await fetch(new URL('/v1/grants', cluster.nodes[0]?.url()), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': 'bench',
    },
    body: JSON.stringify({ profileId: AT_ONCE, durationSeconds: 600, reason: 'bench', source: 'window' }),
  });
  // The broker's own answer; what is wrong with it fails the measurement.
  const { grant } = (await answer.json()) as { grant: { id: string } };
  return { path: `/v1/grants/${grant.id}`, token };
}

/** `mostMicroseconds` for one call, in the throughput of all: 200 are 5,000 a second. */
async function callRow(
  cluster: Cluster,
  name: string,
  mostMicroseconds: number,
  requests: LoadOrder['requests'],
): Promise<Row> {
  const order = { requests, connections: CONNECTIONS, warmUpMs: 2_000, measureMs: 5_000 };
  const load = await measureLoad({ ...order, url: cluster.nodes[0]?.url() ?? '' });
  if (load.wrong > 0) throw new Error(`${name}: ${String(load.wrong)} × ${load.wrongLine}`);
  const bare = await measureBare(order, load.bytes);
  const perSecond = (each: Load): string => `${String(Math.round(each.perSecond))}/s`;
  return {
    name: `${name} (one node, per call)`,
    unit: 'µs',
    value: 1e6 / load.perSecond,
    baseline: 1e6 / bare.perSecond,
    limit: { of: 'value', most: mostMicroseconds },
    taken: `${perSecond(load)}, a bare Fastify of the same size ${perSecond(bare)}; ${String(CONNECTIONS)} connections`,
  };
}

async function measureBare(order: Omit<LoadOrder, 'url'>, bytes: number): Promise<Load> {
  const program = path.join(import.meta.dirname, 'bare-server.ts');
  const child = spawn(process.execPath, [program, String(bytes)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  try {
    const said: readonly unknown[] = await once(child.stdout ?? child, 'data');
    return await measureLoad({ ...order, url: String(said[0]).trim() });
  } finally {
    child.kill();
  }
}
