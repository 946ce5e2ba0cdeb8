// A process of its own that holds credentials with the real adapters, told over IPC what to do, and able to kill itself (SIGKILL) before or after
// any step of custody. It is what the app's main process is without Electron.
import { CompactEncrypt, importJWK } from 'jose';
import { createCustodian } from '../../../electron/custody/custodian.ts';
import { createKeychainProbe } from '../../../electron/custody/keychain-probe.ts';
import { createCronHeartbeat } from '../../../electron/adapters/cron-heartbeat.ts';
import { createFileLines } from '../../../electron/adapters/file-lines.ts';
import { createLargeSecrets } from '../../../electron/adapters/file-large-secrets.ts';
import { createMakeSealingKey } from '../../../electron/adapters/jose-sealing.ts';
import { createKeyringKeychain } from '../../../electron/adapters/keyring-keychain.ts';
import { createOsKeychain } from '../../../electron/adapters/os-keychain.ts';
import { createSystemClock } from '../../../electron/adapters/system-clock.ts';
import { createDeviceKey } from '../../../electron/keys/device-key.ts';
import type { Intake } from '../../../electron/ports/custodian.ts';
import type { Keychain } from '../../../electron/ports/keychain.ts';
import type { Lines } from '../../../electron/ports/lines.ts';
import { makeDeadline } from '../../../shared/deadline.ts';

interface Order {
  readonly id: number;
  readonly call: string;
  readonly args: readonly string[];
}

const { CHILD_FOLDER: folder = '', CHILD_DIE, CHILD_LIMIT_MS, CHILD_NO_LOOK } = process.env;
const limitMs = Number(CHILD_LIMIT_MS ?? '10000');
const clock = createSystemClock();
const { keychain: whole } = createOsKeychain({
  clock,
  platform: process.platform,
  env: process.env,
  folder: `${folder}/sealed`,
  startNamesHelper: () => {
    throw new Error('There is no helper on Linux.');
  },
  limitMs,
});
/** The native library alone, as on a platform that cannot be asked beforehand. */
const unseen = createKeyringKeychain({
  clock,
  platform: process.platform,
  look: null,
  accounts: (service) => whole.accounts(service),
  unlock: null,
  limitMs,
});

let steps = 0;
async function step<T>(act: () => Promise<T>): Promise<T> {
  const mine = steps;
  steps += 1;
  const die = (when: string): void => {
    if (CHILD_DIE === `${String(mine)} ${when}`) process.kill(process.pid, 'SIGKILL');
  };
  die('before');
  const answer = await act();
  die('after');
  return answer;
}

function mortal(keychain: Keychain): Keychain {
  return {
    ...keychain,
    write: (...args) => step(() => keychain.write(...args)),
    read: (...args) => step(() => keychain.read(...args)),
    delete: (...args) => step(() => keychain.delete(...args)),
  };
}

function mortalLines(lines: Lines): Lines {
  return { ...lines, append: (line) => step(() => lines.append(line)) };
}

const keychain = CHILD_NO_LOOK === undefined ? whole : createLargeSecrets({ keychain: unseen, folder });
const custodian = createCustodian({
  keychain: mortal(keychain),
  service: 'Stint',
  clock,
  heartbeat: createCronHeartbeat(),
  journal: mortalLines(createFileLines({ file: `${folder}/custody.jsonl` })),
  platform: process.platform,
});

function toIntake(leaseId: string, grantId: string, seconds: number): Intake {
  const sent = clock.read();
  return {
    grantId,
    leaseId,
    targetName: 'billing',
    connection: {
      kind: 'postgresql',
      host: '127.0.0.1',
      port: 5432,
      database: 'billing',
      username: 'stint_x',
      sslMode: 'disable',
    },
    deadline: makeDeadline(sent, seconds, sent.wallAt + seconds * 1000, sent.wallAt),
  };
}

async function sealAndOpen(text: string): Promise<unknown> {
  const key = await createMakeSealingKey()();
  const { connection } = toIntake('', '', 1);
  const ids = { grantId: '01ARZ3NDEKTSV4RRFFQ69G5FAV', leaseId: '01ARZ3NDEKTSV4RRFFQ69G5FAW' };
  const sealed = await new CompactEncrypt(Buffer.from(text))
    .setProtectedHeader({
      alg: 'ECDH-ES',
      enc: 'A256GCM',
      typ: 'stint-credential',
      ...ids,
      exp: 2_000_000_000,
      connection,
    })
    .encrypt(await importJWK(key.publicJwk, 'ECDH-ES'));
  const opened = await key.unseal(sealed, { ...ids, expiresAt: 2_000_000_000_000 });
  return opened.ok ? opened.value.secret.toString() : opened.error;
}

const calls: Readonly<Record<string, (...args: readonly string[]) => Promise<unknown>>> = {
  write: (service = '', account = '', secret = '') => keychain.write(service, account, Buffer.from(secret)),
  read: async (service = '', account = '') => {
    const read = await keychain.read(service, account);
    return read.ok ? { ok: true, value: read.value?.toString() ?? null } : read;
  },
  delete: (service = '', account = '') => keychain.delete(service, account),
  accounts: (service = '') => keychain.accounts(service),
  unlock: () => keychain.unlock(),
  probe: () => createKeychainProbe({ keychain, service: 'Stint' })(),
  take: (leaseId = '', grantId = '', seconds = '', secret = '') =>
    custodian.take(toIntake(leaseId, grantId, Number(seconds)), Buffer.from(secret)),
  takeMany: async (count = '', seconds = '') => {
    const intakes = Array.from({ length: Number(count) }, (_, n) =>
      toIntake(`L${String(n)}`, `G${String(n)}`, Number(seconds)),
    );
    for (const intake of intakes) await custodian.take(intake, Buffer.from('canary'));
    return Math.max(...intakes.map(({ deadline }) => deadline.expiresAt));
  },
  wipe: (grantId = '') => custodian.wipe(grantId, 'window'),
  recover: () => custodian.recover(),
  sweep: () => custodian.sweep(),
  holdings: async () => custodian.holdings(),
  proofs: async (grantId = '') => custodian.proofs(grantId),
  sealAndOpen: (text = '') => sealAndOpen(text),
  deviceKey: async () => {
    const key = await createDeviceKey({ keychain, service: 'Stint keys' });
    return key.ok ? key.value.id : key.error;
  },
  beat: () =>
    new Promise((resolve) => {
      const undo = createCronHeartbeat().start(() => {
        undo();
        resolve(true);
      });
    }),
};

process.on('message', (message) => {
  // Sent by custody-process.ts and nobody else.
  const { id, call, args } = message as Order;
  const run = calls[call] ?? (() => Promise.reject(new Error(`No call ${call}`)));
  run(...args).then(
    (answer) => process.send?.({ id, answer: plain(answer) }),
    (cause: unknown) => process.send?.({ id, error: String(cause) }),
  );
});

process.send?.({ id: 0, answer: 'ready' });

/** Errors lose their message on the way through IPC. */
function plain(answer: unknown): unknown {
  return JSON.parse(
    JSON.stringify(answer ?? null, (_key, value: unknown) =>
      value instanceof Error ? value.message : value,
    ),
  ) as unknown;
}
