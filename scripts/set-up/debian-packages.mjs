// Sees to the system packages on Debian and its relatives: installs them as root, else prints the command.
// On other systems it does nothing: there Electron says itself what it misses. It never removes anything.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { removeLeftPolicy, withoutStarting } from './service-policy.mjs';
import { ask, runQuietly, say, SetUpError } from './step.mjs';

/** Each row is one need; a row with several names is met by any of them (64-bit time renamed libraries). */
const electron = [
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libasound2', 'libasound2t64'],
  ['libgbm1'],
  ['libxss1'],
  ['libnotify4'],
];
/** A display, a session bus and a keychain where the machine has none. */
const desktop = [['xvfb'], ['dbus'], ['gnome-keyring'], ['python3-dbus'], ['python3-gi']];
/** Looking at it all from outside, as the tests do. */
const observers = [
  ['libsecret-tools'],
  ['imagemagick'],
  ['xdotool'],
  ['xclip'],
  ['x11-utils'],
  ['postgresql-client'],
];

/**
 * The demo's SSH server, run by the broker itself. Installing it has systemd start one for the whole machine too, which is for the machine's
 * owner to decide: so only root's machines without systemd (containers) get it here. Elsewhere the profiles with SSH say what is missing.
 */
const ssh = [['openssh-client'], ['openssh-server'], ['libnss-wrapper']];
const mayInstallServers = process.getuid?.() === 0 && !existsSync('/run/systemd/system');
const demo = mayInstallServers ? ssh : [];

/** What a command needs. A start on a full desktop needs the libraries alone. */
function needs(command) {
  if (command === 'test') return [...electron, ...desktop, ...observers, ...demo];
  const { DISPLAY, WAYLAND_DISPLAY, DBUS_SESSION_BUS_ADDRESS } = process.env;
  const hasDesktop = (DISPLAY ?? WAYLAND_DISPLAY) && DBUS_SESSION_BUS_ADDRESS;
  return hasDesktop ? electron : [...electron, ...desktop, ...demo, ['imagemagick']];
}

function installed(names) {
  const format = '${db:Status-Status} ${Package}\\n';
  // dpkg-query fails when one name is unknown, and still prints the others.
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', format, ...names], { encoding: 'utf8' });
  return new Set(
    stdout
      .split('\n')
      .filter((line) => line.startsWith('installed '))
      .map((line) => line.slice('installed '.length)),
  );
}

/** Of several names for one need, the one this release can install. */
function installable(names) {
  if (names.length === 1) return names[0];
  return names.find((name) => /Candidate: \d/.test(ask('apt-cache', ['policy', name]) ?? '')) ?? names[0];
}

export async function prepareDebianPackages(command) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-query')) return;
  const isRoot = process.getuid?.() === 0;
  if (isRoot) removeLeftPolicy();
  const rows = needs(command);
  const there = installed(rows.flat());
  const missing = rows.filter((names) => !names.some((name) => there.has(name)));
  if (missing.length === 0) return;

  const apt = (...args) =>
    runQuietly('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (isRoot) {
    say(`installing Debian packages: ${missing.map(([name]) => name).join(' ')}`);
    await apt('update', '-q');
  }
  const names = missing.map(installable);
  const install = ['install', '-y', '--no-install-recommends', ...names];
  if (!isRoot) {
    throw new SetUpError(
      'this needs Debian packages that are not installed, and only root may install them. Please run:\n\n' +
        `  sudo apt-get update && sudo apt-get ${install.join(' ')}\n`,
    );
  }
  const { ok, output } = await withoutStarting(() => apt(...install), { mayInstallServers });
  if (ok) return;
  throw new SetUpError(`\`apt-get ${install.join(' ')}\` failed. What it said:\n${output}`);
}
