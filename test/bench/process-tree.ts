// What a process and all its children cost, by the kernel's own books (Linux).
import { readdirSync, readFileSync } from 'node:fs';

/** The process and everything below it. */
export function processTree(pid: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/u.test(entry)) continue;
    const parent = parentOf(Number(entry));
    if (parent !== null) parents.set(Number(entry), parent);
  }
  const tree = [pid];
  for (const known of tree) {
    for (const [child, parent] of parents) if (parent === known) tree.push(child);
  }
  return tree;
}

/** Proportional set size of the whole tree, in MB: memory shared with others counts by share. */
export function pssMegabytes(pid: number): number {
  return processTree(pid).reduce((sum, each) => sum + pssOf(each), 0) / 1024;
}

/** Processor time the whole tree has used, in seconds, by the scheduler's own count in nanoseconds (man 5 proc, schedstat). */
export function processorSeconds(pid: number): number {
  return processTree(pid).reduce((sum, each) => sum + ranNanoseconds(each), 0) / 1e9;
}

function ranNanoseconds(pid: number): number {
  try {
    return readdirSync(`/proc/${String(pid)}/task`).reduce((sum, task) => {
      const file = `/proc/${String(pid)}/task/${task}/schedstat`;
      return sum + Number(readFileSync(file, 'utf8').split(' ')[0]);
    }, 0);
  } catch {
    // It, or a thread of it, has just ended.
    return 0;
  }
}

function pssOf(pid: number): number {
  try {
    return Number(
      /^Pss:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8'))?.[1] ?? 0,
    );
  } catch {
    return 0;
  }
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The second field is the name in parentheses and may hold anything; count from behind it (man 5 proc).
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}
