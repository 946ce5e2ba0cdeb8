// What a node weighs with a thousand event streams open, each of which has had its snapshot and one event.
import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../../scripts/nodes/cluster.ts';
import { openStream } from '../../scripts/nodes/stream.ts';
import { pssMegabytes } from './process-tree.ts';
import type { Row } from './row.ts';

const STREAMS = 1_000;
/** Everybody's: the desktops ask for their profiles anew. */
const TELL_ALL = "insert into event (kind, at) values ('profiles-changed', now())";

export async function measureStreams(cluster: Cluster, tokens: readonly string[]): Promise<Row> {
  const node = cluster.nodes[1];
  if (node === undefined) throw new Error('There is no second node.');
  const before = pssMegabytes(node.pid());
  const streams = Array.from({ length: STREAMS }, (_, index) =>
    openStream({ nodes: [node], first: 0, token: tokens[index % tokens.length] ?? '' }),
  );
  try {
    const heard = (least: number): boolean => streams.every((stream) => stream.events() >= least);
    while (!heard(1)) await pause(50);
    await cluster.askStorage(TELL_ALL);
    const toldAt = performance.now();
    while (!heard(2)) await pause(5);
    const tookMs = performance.now() - toldAt;
    return {
      name: `a node with ${STREAMS.toLocaleString('en')} event streams, memory (PSS)`,
      unit: 'MB',
      value: pssMegabytes(node.pid()),
      baseline: before,
      limit: { of: 'value', most: 200 },
      taken: `after a snapshot and an event to all of them, which all had within ${tookMs.toFixed(0)} ms`,
    };
  } finally {
    await Promise.all(streams.map((stream) => stream.stop()));
  }
}
