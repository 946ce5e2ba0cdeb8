// The one door to every command: sets the machine up, then hands over to the script of the command.
// Plain JavaScript without dependencies, because it runs before anything is installed, on Node 20 or newer.
// Each step is silent when there is nothing to do. It never changes anything outside this folder and,
// as root on Debian, the system's packages.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { BROKER_FLAGS } from './broker-flags.mjs';
import { prepareElectron } from './electron-runtime.mjs';
import { prepareDebianPackages } from './set-up/debian-packages.mjs';
import { node24 } from './set-up/node-24.mjs';
import { prepareNpmPackages } from './set-up/npm-packages.mjs';
import { root, SetUpError } from './set-up/step.mjs';

/** What each command runs, and what must be there first. `system` names the list of Debian packages. */
const commands = {
  start: { script: 'scripts/start.ts', system: 'start', electron: true },
  test: { script: 'scripts/test.ts', system: 'test', electron: true },
  'test:unit': { script: 'scripts/test.ts', args: ['unit'] },
  'test:integration': {
    script: 'scripts/test.ts',
    args: ['integration'],
    system: 'test',
    electron: true,
  },
  'test:e2e': { script: 'scripts/test.ts', args: ['e2e'], system: 'test', electron: true },
  check: { script: 'scripts/check.ts' },
  build: { script: 'scripts/build.ts' },
  broker: { script: 'broker/main.ts', flags: BROKER_FLAGS },
  nodes: { script: 'scripts/nodes.ts' },
  demo: { script: 'scripts/demo.ts', system: 'test', electron: true },
  bench: { script: 'scripts/bench.ts', system: 'test', electron: true },
  screenshots: { script: 'scripts/screenshots.ts', system: 'test', electron: true },
  dist: { script: 'scripts/dist.ts', electron: true },
};

/**
 * Tells when npm is gone. It passes a signal on to the shell between us, which dies of it without a word to us.
 * Nothing on the system tells a process that its parent died, so its parent's number is looked at.
 */
function onOrphaned(act) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, 250);
  watch.unref();
}

/** Runs the script in a child that dies with this process, and ends as the child ended. */
function handOver(node, flags, script, args) {
  const bin = [path.dirname(node), path.join(root, 'node_modules', '.bin')];
  const child = spawn(node, [...flags, path.join(root, script), ...args], {
    // The channel carries nothing: its closing tells the child that this process is gone, however it died.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: [...bin, process.env.PATH ?? ''].join(path.delimiter) },
  });
  // A terminal sends its signals to the child as well; a single `kill` does not. Scripts take both as one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  onOrphaned(() => child.kill('SIGTERM'));
  child.on('error', (error) => {
    console.error(`stint: ${script} could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 1);
  });
}

async function main() {
  const [name = '', ...args] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new SetUpError(
      `${name === '' ? 'No command given' : `There is no command "${name}"`}. ` +
        `Commands: ${Object.keys(commands).join(', ')}.`,
    );
  }
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new SetUpError(`Stint needs Node 20 or newer to set itself up; this is ${process.versions.node}.`);
  }
  if (command.system !== undefined) await prepareDebianPackages(command.system);
  await prepareNpmPackages();
  const node = node24();
  if (command.electron === true) await prepareElectron(node);
  if (!existsSync(path.join(root, command.script))) {
    throw new SetUpError(`The command "${name}" is not there yet: ${command.script} is missing.`);
  }
  handOver(node, command.flags ?? [], command.script, [...(command.args ?? []), ...args]);
}

main().catch((error) => {
  console.error(error instanceof SetUpError ? `stint: ${error.message}` : error);
  process.exitCode = 1;
});
