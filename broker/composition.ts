/**
 * The broker put together: reads its configuration, starts what it is made of, prints one line when it is ready, and stops all of it again.
 * Standard output carries the ready line and nothing else; logs go to standard error.
 */
import { mkdirSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { EmbeddedPostgresError } from './adapters/embedded-postgres-error.ts';
import { startEmbeddedStorage } from './adapters/embedded-storage.ts';
import { openStorageBeside } from './adapters/embedded-storage-beside.ts';
import { createPinoLog } from './adapters/pino-log.ts';
import { followPolicies, readPolicies } from './adapters/policy-files.ts';
import { random } from './adapters/randomness.ts';
import { createSystemClock, othersTurn } from './adapters/system-clock.ts';
import { startTargets } from './adapters/targets.ts';
import { createUlids } from './adapters/ulids.ts';
import { createHttpWebhookClient } from './adapters/http-webhook-client.ts';
import { writeFileWhole } from './write-file-whole.ts';
import type { Command } from './command-line.ts';
import { writeDefaultConfig } from './config/load-config.ts';
import { readConfig } from './config/read-config.ts';
import type { Config } from './config/schema.ts';
import { readWebhook } from './config/read-webhook.ts';
import { readSecret } from './config/secret-reference.ts';
import { principalsAt } from './config/to-entitlement-rule.ts';
import { toProfileRules } from './config/to-profile-rules.ts';
import { createBroker } from './create-broker.ts';
import { createEnding, StopAsked } from './ending.ts';
import { carryOutRevokeOrder } from './grants/revoke-order.ts';
import { homeOf, type BrokerHome } from './home.ts';
import { listen } from './http/listen.ts';
import { carryOutTokenOrder } from './identity/token-orders.ts';
import { createLeaseKeeper } from './leases/lease-keeper.ts';
import { carryOutPolicyOrder } from './policy/policy-orders.ts';
import { StartError } from './start-error.ts';
import { watchClock } from './storage/clock-watch.ts';
import type { Database } from './storage/database.ts';
import { listenForNudges } from './storage/nudge-listener.ts';
import { openStorage, toStartError, type StorageAccess } from './storage/open-storage.ts';
import { watchSchema } from './storage/schema-watch.ts';

const clock = createSystemClock();
const log = createPinoLog(process.env['STINT_LOG'] ?? 'info');
/** What parts of the broker say about themselves. */
const say = (sentence: string): void => log.info({}, sentence);
const onStorageError = (error: Error): void => log.error({ err: error }, 'A connection to the storage broke');
const ending = createEnding(log);

let starting: Promise<unknown> = Promise.resolve();

/** What SIGHUP asks for; nothing while the broker starts, which reads its files anyway. */
let reload = (): void => undefined;

type Order = Exclude<Command, { command: 'help' }>;

/** Does what was asked for, and ends the process with its exit code; a broker that runs ends when it is told to. */
export async function carryOut(command: Order): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopAndExit(signal));
  // A terminal that is closed says so by the same signal.
  process.on('SIGHUP', () => (process.stdin.isTTY ? stopAndExit('SIGHUP') : reload()));
  // Whoever started us with a channel is gone when it closes.
  process.on('disconnect', () => stopAndExit('the parent process ended'));
  const started = start(command);
  starting = started;
  try {
    const code = await started;
    if (code === null) return;
    await ending.stop(starting);
    process.exit(code);
  } catch (caught) {
    const error = toStartError(caught);
    const known = error instanceof StartError || error instanceof EmbeddedPostgresError;
    if (known) process.stderr.write(`stint broker: ${error.message}\n`);
    else if (!(error instanceof StopAsked)) log.error({ err: error }, 'The broker could not start');
    await ending.stop(starting);
    process.exit(ending.wasAsked() ? 0 : 1);
  }
}

/** The exit code; `null`: it runs. */
async function start(command: Order): Promise<number | null> {
  const home = homeOf(process.env, process.platform, homedir());
  if (command.config === null) writeDefaultConfig(home.config, writeFileWhole);
  const file = command.config ?? home.config;
  const config = readConfig(file);
  switch (command.command) {
    case 'check':
      readPolicies(config, file);
      process.stderr.write(`${file} is right.\n`);
      return 0;
    case 'explain':
    case 'try': {
      const policies = readPolicies(config, file);
      const outcome = carryOutPolicyOrder(command, { config, policies, at: clock.now() });
      process.stdout.write(`${outcome.text}\n`);
      return outcome.ok ? 0 : 1;
    }
    case 'tokens':
    case 'revoke':
      return orderBeside(home, config, file, command);
    case 'run':
      await run(home, config, file, command.port);
      return null;
  }
}

async function run(home: BrokerHome, config: Config, file: string, port: number | null): Promise<void> {
  mkdirSync(home.folder, { recursive: true, mode: 0o700 });
  const { policies, unfollow } = followPolicies(config, file, { clock, log });
  ending.undoBy(unfollow);
  reload = () => {
    policies.reload();
  };
  const access = await startStorage(home, config, file);
  const db = await openStorage(access, onStorageError);
  ending.undoBy(() => db.destroy());
  const clockWatch = await watchClock({ db, clock, log });
  ending.undoBy(() => clockWatch.stop());
  const nudges = listenForNudges({ connection: access.run, clock, log });
  ending.undoBy(() => nudges.stop());
  ending.goOn();
  const schema = watchSchema({ db, clock, nudges }, ({ message }) => stopAndExit(message, 1));
  ending.undoBy(() => schema.stop());
  const targets = await startTargets({
    targets: config.targets,
    principalsOf: (id) => principalsAt(config, id),
    demoFolder: (id) => join(home.demoTarget, id),
    secretOf: (reference) => secretOf(reference, file),
    clock,
    log: say,
  });
  ending.undoBy(() => targets.stop());
  ending.goOn();
  const newId = createUlids(clock);
  const leaseKeeper = createLeaseKeeper({ db, clock, log, issuers: targets.issuers, newId, random });
  ending.undoBy(() => leaseKeeper.stop());
  const broker = await createBroker({
    db,
    clock,
    clockWatch,
    newId,
    leaseKeeper,
    nudges,
    logger: log,
    config,
    policies,
    othersTurn,
    tokensFolder: home.tokens,
    unavailable: targets.unavailable,
    webhooks: config.webhooks.map((webhook) => {
      const read = readWebhook(webhook, file);
      if (!read.ok) throw new StartError(`${file}: ${read.sentence}`);
      return read.value;
    }),
    webhookClient: createHttpWebhookClient(clock),
    random,
  });
  ending.undoBy(() => broker.stop());
  ending.goOn();
  const { host } = config.listen;
  const url = await listen(broker.http, { host, port: port ?? config.listen.port, portFile: home.port }, log);
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
}

/** What an operator orders beside a running broker, or without one. Answers the exit code. */
async function orderBeside(
  home: BrokerHome,
  config: Config,
  file: string,
  order: Extract<Command, { command: 'tokens' | 'revoke' }>,
): Promise<number> {
  const db = await openBeside(home, config, file);
  const by = { kind: 'operator', name: userInfo().username } as const;
  const shared = { db, at: clock.now(), by, newId: createUlids(clock) };
  const profiles = new Map(toProfileRules(config).map((rule) => [rule.profile.id, rule]));
  const { accounts } = config;
  const outcome = await (order.command === 'tokens'
    ? carryOutTokenOrder({ ...order, ...shared, accounts, folder: home.tokens })
    : carryOutRevokeOrder({ ...order, ...shared, profiles, accounts }));
  process.stderr.write(`${outcome.sentence}\n`);
  return outcome.ok ? 0 : 1;
}

async function openBeside(home: BrokerHome, config: Config, file: string): Promise<Kysely<Database>> {
  const { storage } = config;
  const { db, close } = await openStorageBeside({
    place: storage.kind === 'embedded' ? { folder: home.storage } : { run: secretOf(storage.run, file) },
    clock,
    log: say,
    onError: onStorageError,
  });
  ending.undoBy(close);
  return db;
}

async function startStorage(home: BrokerHome, config: Config, file: string): Promise<StorageAccess> {
  const { storage } = config;
  if (storage.kind === 'embedded') {
    const embedded = await startEmbeddedStorage({
      folder: home.storage,
      clock,
      log: say,
    });
    ending.undoBy(() => embedded.stop());
    ending.goOn();
    return embedded.access;
  }
  return {
    owner: { connectionString: secretOf(storage.owner, file) },
    run: { connectionString: secretOf(storage.run, file) },
  };
}

function secretOf(reference: string, file: string): string {
  const secret = readSecret(reference, file);
  if (!secret.ok) throw new StartError(`${file}: ${secret.sentence}`);
  return secret.value;
}

function stopAndExit(why: string, code = 0): void {
  if (code === 0) log.info({ why }, 'Stopping');
  else log.error({}, why);
  ending.askToStop();
  void ending.stop(starting).then(() => process.exit(code));
}
