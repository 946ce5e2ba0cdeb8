// Finds the running processes that have to do with a folder: by their environment, their command line, or a file
// they hold open. Chromium overwrites its environment, so no single one of these is enough. Linux only.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** @param {() => string} read */
function orNothing(read) {
  try {
    return read();
  } catch {
    // The process ended meanwhile, or belongs to somebody else.
    return '';
  }
}

/** @param {number} pid */
export function isRunning(pid) {
  const stat = orNothing(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // A zombie has ended; it only waits for a parent to notice.
  return stat !== '' && !/\) [ZX] /.test(stat);
}

/** @param {string} pid @param {string} folder */
function hasOpenFile(pid, folder) {
  const links = ['cwd'];
  try {
    links.push(...readdirSync(`/proc/${pid}/fd`).map((fd) => `fd/${fd}`));
  } catch {
    return false;
  }
  return links.some((link) => orNothing(() => readlinkSync(`/proc/${pid}/${link}`)).startsWith(folder));
}

/**
 * The processes of a folder, this one left out.
 * @param {string} folder
 * @returns {{ pid: number, command: string }[]}
 */
export function processesOf(folder) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && isRunning(Number(name)))
    .map((pid) => ({
      pid: Number(pid),
      command: orNothing(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()),
    }))
    .filter(
      ({ pid, command }) =>
        command.includes(folder) ||
        orNothing(() => readFileSync(`/proc/${pid}/environ`, 'utf8')).includes(folder) ||
        hasOpenFile(String(pid), folder),
    );
}
