// What every set-up step shares: the folder it works in, its one line of output, its way to fail, and the
// lock that keeps two runs at once from breaking each other. It never decides what a step does.
import { execFileSync, spawn } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const cache = path.join(root, '.cache');

/** A failure that is told in one sentence, without a stack. */
export class SetUpError extends Error {}

/** One line for a step that does work; standard error, so that a command's own output stays clean. */
export function say(sentence) {
  console.error(`stint: ${sentence}`);
}

/** The text a program prints, or undefined when it is not there or fails. */
export function ask(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

/**
 * Runs a noisy program quietly: its output is shown only when it fails.
 * `limitMs` ends it early; the answer is whether it succeeded, and what it printed.
 */
export function runQuietly(command, args, { limitMs = 0, ...options } = {}) {
  return new Promise((resolve) => {
    const output = [];
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
      ...options,
    });
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) =>
      resolve({ ok: code === 0, output: Buffer.concat(output).toString().slice(-6000) }),
    );
  });
}

/** A name for one life of a process: after a restart of the machine its number may be another's. Elsewhere than on Linux the number alone. */
export function nameOf(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return undefined;
  }
  try {
    // The start in ticks is field 22, after the command's name in parentheses (proc(5)).
    return `${pid}@${readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[19]}`;
  } catch {
    return String(pid);
  }
}

/** The lock appears with its owner's name in it or not at all: a second name for a finished file. */
function take(file) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, nameOf(process.pid));
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Whether the process of this name is still there. */
export function lives(name) {
  const pid = Number(name.split('@')[0]);
  return pid > 0 && nameOf(pid) === name;
}

/** Whether whoever is named in the lock is there no more. */
function isStale(file) {
  return !lives(readFileSync(file, 'utf8').trim());
}

/** Takes away a lock whose owner died, by renaming it first: whoever has taken it meanwhile gets it back. */
function dropStale(file) {
  const stale = `${file}.${process.pid}.stale`;
  try {
    if (!isStale(file)) return;
    renameSync(file, stale);
    if (!isStale(stale)) linkSync(stale, file);
  } catch {
    // Another was quicker.
  }
  rmSync(stale, { force: true });
}

/**
 * Does the work while no other process does any of that name in this folder; the owner's death frees the lock.
 * @template Answer
 * @param {() => Answer | Promise<Answer>} work
 * @param {'set-up' | 'packaging'} name
 */
export async function exclusively(work, name = 'set-up') {
  mkdirSync(cache, { recursive: true });
  const file = path.join(cache, `${name}.lock`);
  for (let waited = false; !take(file); waited = true) {
    if (!waited) say(`waiting for another ${name} of this folder to finish`);
    dropStale(file);
    await pause(100);
  }
  const free = () => rmSync(file, { force: true });
  process.once('exit', free);
  try {
    return await work();
  } finally {
    process.off('exit', free);
    free();
  }
}
