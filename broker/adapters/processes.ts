/** Looks at other processes: whether one still runs, which it is, and which work in a folder. It never ends any. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A name for one life of a process: numbers are used again, starting times with them are not. `null`: it does not run. */
export function nameOf(pid: number): string | null {
  if (!isRunning(pid)) return null;
  if (process.platform === 'win32') return String(pid);
  if (process.platform === 'linux') {
    try {
      // After the command's name in parentheses, which may hold anything: state is field 3, the start in ticks field 22 (proc(5)).
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return fields[0] === 'Z' ? null : `${pid}@${fields[19] ?? ''}`;
    } catch {
      return null;
    }
  }
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() === '' ? null : `${pid}@${stdout.trim()}`;
}

/** Processes of a PostgreSQL server on a data folder: all its processes work in that folder. The one named in its lock file comes first. */
export function findServerProcesses(data: string): readonly number[] {
  const main = readLockFile(data);
  const others = process.platform === 'linux' ? workingIn(data) : [];
  if (main === null) return others;
  const isOurs =
    process.platform === 'linux' ? others.includes(main) : isRunning(main) && commandNames(main, data);
  return isOurs ? [main, ...others.filter((pid) => pid !== main)] : others;
}

function readLockFile(data: string): number | null {
  try {
    const pid = Number(readFileSync(`${data}/postmaster.pid`, 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

function workingIn(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === folder && /^(?:postgres|postmaster)/.test(readTitle(pid));
      } catch {
        return false;
      }
    });
}

function readTitle(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8');
}

function commandNames(pid: number, data: string): boolean {
  if (process.platform === 'win32') return true;
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes(data);
}
