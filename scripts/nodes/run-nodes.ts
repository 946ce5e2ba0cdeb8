// Nodes under load, for tests and for looking: starts everything, tells what happens each second, judges at the end.
import { setTimeout as pause } from 'node:timers/promises';
import { startCluster, type Cluster } from './cluster.ts';
import { createWatch, judge, type Finding, type Watch } from './judge.ts';
import { startLoad, type Load } from './load.ts';

export interface RunOptions {
  readonly nodes: number;
  readonly people: number;
  /** How long the load lasts; `null`: until `isAsked` says that it is to end. */
  readonly seconds: number | null;
  readonly say: (line: string) => void;
  readonly isAsked: () => boolean;
  /** Called each second with how many have passed: what to break. */
  readonly onSecond?: (second: number, cluster: Cluster) => void;
}

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly tally: Load['tally'];
  readonly trouble: Load['trouble'];
  readonly resumed: number;
}

export async function runNodes(options: RunOptions): Promise<Outcome> {
  const { nodes, people, say } = options;
  say(`starting PostgreSQL, a target and ${String(nodes)} nodes …`);
  const cluster = await startCluster({ nodes, people });
  try {
    say(`servers: processes ${cluster.serverPids().join(' and ')}`);
    cluster.nodes.forEach((node, index) =>
      say(`node ${String(index + 1)}  ${node.url()}  (process ${String(node.pid())})`),
    );
    const load = await startLoad(cluster, people);
    try {
      return await underLoad(options, cluster, load);
    } finally {
      await load.stop();
    }
  } finally {
    await cluster.stop();
  }
}

async function underLoad(options: RunOptions, cluster: Cluster, load: Load): Promise<Outcome> {
  const { say, seconds, isAsked, onSecond } = options;
  const watch = createWatch(cluster);
  for (let second = 0; !isAsked() && (seconds === null || second < seconds); second += 1) {
    onSecond?.(second, cluster);
    await pause(1_000);
    await watch.look();
    say(line(second + 1, cluster, load, watch));
  }
  say('no new requests; everything that lives is being ended …');
  const wound = load.windDown();
  const over = { isOver: false };
  const end = (): void => void (over.isOver = true);
  wound.then(end, end);
  while (!over.isOver) {
    await Promise.race([wound, pause(1_000)]);
    await watch.look();
  }
  await wound;
  const findings = await judge(cluster, load, watch);
  const resumed = load.streams.reduce((sum, stream) => sum + stream.resumed(), 0);
  return { findings, tally: load.tally, trouble: load.trouble, resumed };
}

function line(second: number, cluster: Cluster, { tally, trouble, streams }: Load, watch: Watch): string {
  const events = streams.reduce((sum, stream) => sum + stream.events(), 0);
  const resumed = streams.reduce((sum, stream) => sum + stream.resumed(), 0);
  return [
    `${String(second).padStart(4)} s`,
    `nodes ${cluster.nodes.map((node) => (node.lives() ? '●' : '○')).join('')}`,
    `storage ${cluster.isStorageUp() ? '●' : '○'}`,
    `asked ${String(tally.asked)}  started ${String(tally.started)}  released ${String(tally.released)}  failed ${String(tally.failed)}`,
    `logins ${String(watch.logins())}`,
    `events ${String(events)} (streams resumed ${String(resumed)})`,
    `unavailable ${String(trouble.unavailable)}  unreachable ${String(trouble.unreachable)}  strange ${String(trouble.strange.length)}`,
  ].join('  ');
}
