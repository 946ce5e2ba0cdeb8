// A private D-Bus session bus on which nothing is started by itself unless asked for, so that no process
// appears that nobody ends.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import type { Lifeline } from './lifeline.ts';
import { waitFor } from './wait.ts';

const prompterService = 'org.gnome.keyring.SystemPrompter.service';

function configuration(socket: string, services: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>${services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', () => {
      resolve(false);
    });
  });
}

/** Starts the bus; the answer is its address. `prompter` lets the keyring ask for its password on screen. */
export async function startSessionBus(
  lifeline: Lifeline,
  folder: string,
  env: NodeJS.ProcessEnv,
  prompter: boolean,
): Promise<string> {
  const socket = path.join(folder, 'bus');
  if (Buffer.byteLength(socket) > 100) {
    throw new Error(
      `The path of the session bus is too long for a socket: ${socket}. Set TMPDIR to a shorter one.`,
    );
  }
  const services = path.join(folder, 'services');
  mkdirSync(services, { recursive: true });
  if (prompter) {
    copyFileSync(
      path.join('/usr/share/dbus-1/services', prompterService),
      path.join(services, prompterService),
    );
  }
  const file = path.join(folder, 'bus.conf');
  writeFileSync(file, configuration(socket, services));
  const daemon = lifeline.spawn('dbus-daemon', ['--nofork', '--nopidfile', `--config-file=${file}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
  });
  // It warns about limits that do not matter here; what it said counts only when it fails.
  let complaint = '';
  daemon.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(-2000);
  });
  const failed = new Promise<never>((_, reject) => {
    daemon.once('error', reject);
    daemon.once('exit', () => {
      reject(new Error(`dbus-daemon ended before it could be reached. ${complaint}`));
    });
  });
  // After the bus is up its end is no longer a failure of starting it.
  failed.catch(() => undefined);
  await Promise.race([waitFor('the session bus', () => answers(socket)), failed]);
  return `unix:path=${socket}`;
}
