// Keeps packages from starting services while set-up installs them, by the file that invoke-rc.d(8) asks. What is written here says whose it
// is, so that a run that was killed leaves nothing the next one would not take away. A file of somebody else's is never touched.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { lives, nameOf } from './step.mjs';

const POLICY = '/usr/sbin/policy-rc.d';
const MARK = '# Written by the set-up of Stint while it installs packages: ';

/** The life of the set-up that wrote it; `undefined` where there is none or it is not ours. */
function ownerOf(file) {
  try {
    const line = readFileSync(file, 'utf8')
      .split('\n')
      .find((each) => each.startsWith(MARK));
    return line?.slice(MARK.length);
  } catch {
    return undefined;
  }
}

/** Takes away what a set-up left that is there no more: no package would start its services ever again. */
export function removeLeftPolicy(file = POLICY) {
  const owner = ownerOf(file);
  if (owner !== undefined && !lives(owner)) rmSync(file, { force: true });
}

function write(file) {
  try {
    writeFileSync(file, `#!/bin/sh\n${MARK}${nameOf(process.pid)}\nexit 101\n`, { mode: 0o755, flag: 'wx' });
    return true;
  } catch (error) {
    // The owner's own policy, or that of another set-up at work.
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Has no package start a service while it is installed, where servers are among them. A signal meanwhile waits: packages that are half
 * configured are worse than a late end.
 * @template T
 * @param {() => Promise<T>} install
 * @param {{ mayInstallServers: boolean, file?: string }} where
 * @returns {Promise<T>}
 */
export async function withoutStarting(install, { mayInstallServers, file = POLICY }) {
  if (!mayInstallServers || !write(file)) return install();
  const got = [];
  const note = (signal) => got.push(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, note);
  try {
    return await install();
  } finally {
    rmSync(file, { force: true });
    for (const signal of signals) process.off(signal, note);
    if (got.length > 0) process.kill(process.pid, got[0]);
  }
}
