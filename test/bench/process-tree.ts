// What a process and all its children cost, by the kernel's own books (Linux).
import { readdirSync, readFileSync } from 'node:fs';

/** The process and everything below it. */
export function processTree(pid: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/u.test(entry)) continue;
    const fields = statOf(Number(entry));
    if (fields !== null) parents.set(Number(entry), fields.parent);
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

/** Processor time the whole tree has used, in seconds. */
export function processorSeconds(pid: number): number {
  return processTree(pid).reduce((sum, each) => sum + (statOf(each)?.ticks ?? 0), 0) / TICKS_PER_SECOND;
}

// USER_HZ is 100 on every Linux that Electron runs on (man 7 time).
const TICKS_PER_SECOND = 100;

function pssOf(pid: number): number {
  try {
    return Number(
      /^Pss:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8'))?.[1] ?? 0,
    );
  } catch {
    return 0;
  }
}

function statOf(pid: number): { readonly parent: number; readonly ticks: number } | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The second field is the name in parentheses and may hold anything; count from behind it (man 5 proc).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null;
  }
}
