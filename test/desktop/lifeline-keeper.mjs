// The other end of a lifeline: a process of its own that waits until its standard input ends, because its
// parent is done or dead, and then ends everything it was told about, last come first.
// It never acts while the parent lives. Plain JavaScript, so that it starts as fast as Node can.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const held = [];
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
  if (!send(pid, 0)) return false;
  try {
    // A zombie has ended; it only waits for a parent that is gone.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
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

/** Ends whatever still runs with the mark in its environment: what the held processes left behind. */
async function endMarked(mark) {
  if (process.platform !== 'linux') return;
  const isMarked = (pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark);
    } catch {
      return false;
    }
  };
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const marked = pids.filter(isMarked).map(Number);
  for (const pid of marked) send(pid, 'SIGKILL');
  await until(() => !marked.some(isRunning), killLimitMs);
}

async function endAll() {
  for (const order of held.reverse()) {
    if (order.kind === 'process') await endProcess(order);
    if (order.kind === 'marked') await endMarked(order.mark);
    if (order.kind === 'folder') rmSync(order.folder, { recursive: true, force: true, maxRetries: 5 });
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
