// `npm run nodes`: a PostgreSQL, a target, three broker nodes on them and people who ask, start and release, until Ctrl-C; a line per second, and
// at the end whether each grant ended, every login is gone and each event has arrived. `-- --seconds 30 --nodes 3 --people 12`;
// `--break` kills and restarts nodes and the storage by turns.
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from './nodes/cluster.ts';
import { runNodes } from './nodes/run-nodes.ts';
import { onEnding } from './start/ending.ts';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '3' },
    people: { type: 'string', default: '12' },
    seconds: { type: 'string' },
    break: { type: 'boolean', default: false },
  },
});

const BREAK_EVERY = 10;
const breaking: Promise<unknown>[] = [];

/** Every ten seconds something: a node is killed and is back after three seconds, or the storage is away for two. */
function breakSomething(second: number, cluster: Cluster): void {
  if (second === 0 || second % BREAK_EVERY !== 0) return;
  const turn = second / BREAK_EVERY;
  const node = cluster.nodes[turn % cluster.nodes.length];
  const work = turn % 2 === 0 || node === undefined ? cluster.restartStorage(2_000) : killAndBack(node);
  breaking.push(work.catch((error: unknown) => console.error(error)));
}

async function killAndBack(node: Cluster['nodes'][number]): Promise<void> {
  await node.kill();
  await pause(3_000);
  await node.start();
}

const ending = onEnding(() => console.log('ending; once more everything is looked at …'));
try {
  const { findings } = await runNodes({
    nodes: Number(values.nodes),
    people: Number(values.people),
    seconds: values.seconds === undefined ? null : Number(values.seconds),
    say: (line) => console.log(line),
    isAsked: ending.isAsked,
    ...(values.break && { onSecond: breakSomething }),
  });
  await Promise.all(breaking);
  for (const { what, holds, seen } of findings) console.log(`${holds ? '✔' : '✘'} ${what} (${seen})`);
  process.exitCode = findings.every(({ holds }) => holds) ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
// The channel to whoever started us would keep us.
if (process.connected) process.disconnect();
process.exit();
