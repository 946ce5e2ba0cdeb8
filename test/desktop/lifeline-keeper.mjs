// The other end of a lifeline: a process of its own that waits until its standard input ends, because its
// parent is done or dead, and then ends everything it was told about, last come first.
// It never acts while the parent lives. Plain JavaScript, so that it starts as fast as Node can.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { serverFoldersOf } from './homes.mjs';
import { isRunning as isRunningOnLinux, processesOf } from './processes.mjs';

const held = [];
const maker = process.ppid;
const pollMs = 20;
const killLimitMs = 3000;

// A terminal's Ctrl-C is for the parent; this process ends when the parent has.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

function send(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

function isRunning(pid) {
  return process.platform === 'linux' ? isRunningOnLinux(pid) : send(pid, 0);
}

async function until(condition, limitMs) {
  for (let waited = 0; waited < limitMs; waited += pollMs) {
    if (condition()) return;
    await pause(pollMs);
  }
}

/** Asks the process to end, gives it its time, then ends it and all of its group. */
async function endProcess({ pid, graceMs }) {
  send(pid, 'SIGTERM');
  await until(() => !isRunning(pid), graceMs);
  const group = process.platform === 'win32' ? pid : -pid;
  send(group, 'SIGKILL');
  await until(() => !isRunning(pid), killLimitMs);
}

/** Ends whatever still has to do with the folder, and with servers that it leads to, and removes all of it. */
async function endFolder({ folder }) {
  for (const server of serverFoldersOf(folder)) await removeFolder(server);
  await removeFolder(folder);
}

async function removeFolder(folder) {
  if (process.platform === 'linux') {
    const pids = processesOf(folder).map(({ pid }) => pid);
    const strays = pids.filter((pid) => pid !== maker);
    for (const pid of strays) send(pid, 'SIGKILL');
    await until(() => !strays.some(isRunning), killLimitMs);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function endAll() {
  for (const order of held.reverse()) {
    if (order.kind === 'process') await endProcess(order);
    if (order.kind === 'folder') await endFolder(order);
  }
  process.exit(0);
}

const orders = createInterface({ input: process.stdin });
orders.on('line', (line) => {
  const order = JSON.parse(line);
  if (order.kind !== 'gone') held.push(order);
  else held.splice(0, held.length, ...held.filter(({ pid }) => pid !== order.pid));
});
orders.on('close', () => void endAll());
