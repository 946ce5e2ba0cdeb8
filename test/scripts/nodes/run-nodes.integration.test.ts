// Three real nodes on one PostgreSQL under load: one is killed, the storage goes away and comes back. Nothing is lost, and everybody goes on.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { runNodes } from '../../../scripts/nodes/run-nodes.ts';

it('loses nothing when a node is killed and the storage is stopped and started under load', async () => {
  const breaking: Promise<void>[] = [];
  let [now, backAt] = [0, Infinity];
  const lines: string[] = [];
  const { findings, tally, trouble, resumed } = await runNodes({
    nodes: 3,
    people: 8,
    seconds: null,
    isAsked: () => now >= backAt + 3,
    say: (line) => lines.push(line),
    onSecond(second, cluster) {
      now = second;
      const [, node] = cluster.nodes;
      if (second === 3) breaking.push(node?.kill() ?? Promise.reject(new Error('There is no second node')));
      if (second === 5) breaking.push(startAndBreak().finally(() => (backAt = now)));

      async function startAndBreak(): Promise<void> {
        await node?.start();
        await cluster.restartStorage(1_500);
      }
    },
  });
  await Promise.all(breaking);
  expect(findings.filter(({ holds }) => !holds)).toEqual([]);
  expect(findings).toHaveLength(7);
  // It was a load, both breaks were felt, and streams went on from where they were.
  expect(tally.started).toBeGreaterThan(20);
  expect(trouble.unavailable).toBeGreaterThan(0);
  expect(trouble.unreachable).toBeGreaterThan(0);
  expect(resumed).toBeGreaterThan(0);
  expect(lines.join('\n')).toContain('nodes ●○●');
  expect(lines.join('\n')).toContain('storage ○');
});

it('ends clean on Ctrl-C: all is ended and judged, and no server is left', async () => {
  const script = path.join(import.meta.dirname, '../../../scripts/nodes.ts');
  const child = spawn(process.execPath, [script, '--people', '2', '--nodes', '2'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const going = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      if (/^ +2 s /mu.test(said)) resolve();
    });
  });
  const ended = once(child, 'exit');
  await Promise.race([going, ended]);
  const servers = /servers: processes (\d+) and (\d+)/u.exec(said)?.slice(1) ?? [];
  const nodes = [...said.matchAll(/\(process (\d+)\)/gu)].map(([, pid]) => pid);
  const pids = [...servers, ...nodes].map(Number);
  expect(pids).toHaveLength(4);
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(said.match(/✔/gu)).toHaveLength(7);
  expect(said).not.toContain('✘');
  // The system takes a moment to forget a process whose parent has ended.
  await vi.waitFor(() => {
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
