// What every set-up step shares: the folder it works in, its one line of output, its way to fail, and the
// lock that keeps two runs at once from breaking each other. It never decides what a step does.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/** Takes away a lock whose owner died; by renaming first, so that of several waiters one does it. */
function dropStale(file) {
  let owner;
  try {
    owner = Number(readFileSync(file, 'utf8'));
  } catch {
    return;
  }
  // An empty file belongs to an owner that is about to write its number.
  if (owner === 0 || isAlive(owner)) return;
  const stale = `${file}.${process.pid}`;
  try {
    renameSync(file, stale);
  } catch {
    return;
  }
  rmSync(stale, { force: true });
}

/** Does the work while no other set-up of this folder does any; the owner's death frees the lock. */
export async function exclusively(work) {
  mkdirSync(cache, { recursive: true });
  const file = path.join(cache, 'set-up.lock');
  for (let waited = false; !take(file); waited = true) {
    if (!waited) say('waiting for another set-up of this folder to finish');
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
