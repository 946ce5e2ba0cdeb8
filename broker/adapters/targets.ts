/**
 * The targets of the configuration, each with its issuer. The demo target is a server of its own, started and stopped here. Passwords go from
 * their references into the issuers and nowhere else.
 */
import { randomBytes } from 'node:crypto';
import type { TargetConfig } from '../config/schema.ts';
import { DEMO_ISSUER, DEMO_LEFT_BEHIND_ROLE, setUpDemoTarget } from '../demo-target/demo-target.ts';
import { createPostgresqlIssuer } from '../issuers/postgresql/postgresql-issuer.ts';
import { readCaKey } from '../issuers/ssh/certificate-key.ts';
import { createSshIssuer } from '../issuers/ssh/ssh-issuer.ts';
import type { Clock } from '../ports/clock.ts';
import type { Issuer } from '../ports/issuer.ts';
import { StartError } from '../start-error.ts';
import { startDemoSshd } from './demo-sshd.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

export interface TargetsOptions {
  readonly targets: readonly TargetConfig[];
  /** Principals the profiles name, by target. */
  readonly principalsOf: (targetId: string) => readonly string[];
  /** Where the demo's servers live, one folder each. */
  readonly demoFolder: (targetId: string) => string;
  readonly secretOf: (reference: string) => string;
  readonly clock: Clock;
  readonly log: (sentence: string) => void;
}

export interface Targets {
  readonly issuers: ReadonlyMap<string, Issuer>;
  /** Targets of the demo that did not start, by id, and why. */
  readonly unavailable: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** What a started target is: its issuer, and how to stop what was started for it. */
interface Started {
  readonly issuer: Issuer;
  readonly stop: () => Promise<void>;
}

export async function startTargets(options: TargetsOptions): Promise<Targets> {
  const started = new Map<string, Started>();
  const unavailable = new Map<string, string>();
  const stop = async (): Promise<void> => {
    for (const target of started.values()) {
      await target.issuer.close();
      await target.stop();
    }
  };
  try {
    for (const target of options.targets) {
      try {
        started.set(target.id, await startTarget(target, options));
      } catch (error) {
        // What only tries out must not keep everything else from starting: its profiles say what is missing.
        if (target.kind !== 'demo-ssh') throw error;
        const said = error instanceof Error ? error.message : String(error);
        options.log(`${target.name} is not there: ${said}`);
        const isSentence = error instanceof StartError || error instanceof EmbeddedPostgresError;
        const why = isSentence
          ? said
          : 'Its SSH server could not be started; the log of the broker says why.';
        unavailable.set(target.id, `${target.name} is not there. ${why}`);
      }
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const issuers = new Map([...started].map(([id, target]) => [id, target.issuer]));
  return { issuers, unavailable, stop };
}

function startTarget(target: TargetConfig, options: TargetsOptions): Started | Promise<Started> {
  switch (target.kind) {
    case 'demo':
      return startDemo(target, options);
    case 'demo-ssh':
      return startDemoSsh(target, options);
    case 'postgresql':
      return startPostgresql(target, options);
    case 'ssh':
      return startSsh(target, options);
  }
}

async function startDemoSsh(
  target: Extract<TargetConfig, { kind: 'demo-ssh' }>,
  { demoFolder, principalsOf, clock, log }: TargetsOptions,
): Promise<Started> {
  const folder = demoFolder(target.id);
  const { username, ...sshd } = await startDemoSshd({
    folder,
    clock,
    log,
    principals: principalsOf(target.id),
  });
  const { hosts, caKey, revokedKeys, command } = sshd;
  const issuer = createSshIssuer({
    clock,
    targetName: target.name,
    hosts,
    caKey,
    sourceAddress: 'requester',
    revokedKeys,
    onlyUsername: username,
    onlyCommand: command,
  });
  return { issuer, stop: () => sshd.stop() };
}

function startSsh(
  target: Extract<TargetConfig, { kind: 'ssh' }>,
  { clock, secretOf }: TargetsOptions,
): Started {
  const { hosts, sourceAddress, revokedKeys = null } = target;
  const caKey = readCaKey(secretOf(target.caKey));
  if (!caKey.ok) throw new StartError(`${target.name}: ${caKey.sentence}`);
  const issuer = createSshIssuer({
    clock,
    targetName: target.name,
    hosts,
    caKey: caKey.value,
    sourceAddress,
    revokedKeys,
    onlyUsername: null,
    onlyCommand: null,
  });
  return { issuer, stop: () => Promise.resolve() };
}

async function startDemo(
  target: Extract<TargetConfig, { kind: 'demo' }>,
  { demoFolder, clock, log }: TargetsOptions,
): Promise<Started> {
  const folder = demoFolder(target.id);
  const server = await startEmbeddedPostgres({ folder, clock, log, reachableFrom: 'tcp-loopback' });
  try {
    const { host, port } = server.connection;
    const password = randomBytes(32).toString('base64url');
    await setUpDemoTarget(server.connection, Buffer.from(password));
    const issuer = createPostgresqlIssuer({
      clock,
      targetName: target.name,
      login: { host, port, database: 'postgres', user: DEMO_ISSUER, password },
      reachedAt: { host, port, sslMode: 'disable' },
      leftBehindRole: DEMO_LEFT_BEHIND_ROLE,
    });
    return { issuer, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function startPostgresql(
  target: Extract<TargetConfig, { kind: 'postgresql' }>,
  { clock, secretOf }: TargetsOptions,
): Started {
  const { host, port, database, sslMode } = target;
  const ssl = { disable: false, require: { rejectUnauthorized: false }, 'verify-full': true }[sslMode];
  const issuer = createPostgresqlIssuer({
    clock,
    targetName: target.name,
    login: { host, port, database, user: target.username, password: secretOf(target.password), ssl },
    reachedAt: { host, port, sslMode },
    leftBehindRole: target.leftBehindRole,
  });
  return { issuer, stop: () => Promise.resolve() };
}
