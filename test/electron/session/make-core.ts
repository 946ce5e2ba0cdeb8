/** The core on a real custodian, with keychain, files, clock, broker and desktop faked. What outlives a process can be handed on to the next. */
import { speaker } from '../../../electron/words.ts';
import { createCustodian } from '../../../electron/custody/custodian.ts';
import { makeSshKey } from '../../../electron/keys/ssh-key.ts';
import type { AgentDoor } from '../../../electron/ports/agent-door.ts';
import type { Core, CoreNotice } from '../../../electron/ports/core.ts';
import type { Custodian } from '../../../electron/ports/custodian.ts';
import type { Confirmation } from '../../../electron/ports/desktop.ts';
import type { KeychainError, KeychainResult } from '../../../electron/ports/keychain.ts';
import type { SignIn } from '../../../electron/ports/sign-in.ts';
import type { SealingKey, Unsealed } from '../../../electron/ports/sealing.ts';
import { createCore } from '../../../electron/session/core.ts';
import type { WholeSnapshot } from '../../../shared/snapshot.ts';
import { createFakeBroker, type FakeBroker } from '../../fakes/fake-broker-client.ts';
import {
  createFakeClock,
  createFakeHeartbeat,
  type FakeClock,
  type FakeHeartbeat,
} from '../../fakes/fake-clock.ts';
import { createFakeKeychain, type FakeKeychain } from '../../fakes/fake-keychain.ts';
import { createFakeLines, type FakeLines } from '../../fakes/fake-lines.ts';
import { DEVICE_ID } from '../../fakes/make-grant.ts';

export const BROKER_URL = 'https://stint.example.com';
const KEY = { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) } as const;

interface Files {
  readonly journal: FakeLines;
  readonly preferences: FakeLines;
  readonly history: FakeLines;
  readonly outbox: FakeLines;
}

export interface World {
  readonly core: Core;
  readonly custodian: Custodian;
  readonly broker: FakeBroker;
  readonly clock: FakeClock;
  readonly heartbeat: FakeHeartbeat;
  readonly keychain: FakeKeychain;
  readonly files: Files;
  readonly notices: CoreNotice[];
  /** Ids of notices that were taken back. */
  readonly takenBack: string[];
  readonly asked: Confirmation[];
  /** What is on the clipboard, and every text that was there. */
  readonly clipboard: {
    text: string | null;
    readonly all: string[];
    gate: Promise<void> | null;
    fails: boolean;
  };
  readonly sealing: {
    made: number;
    forgotten: number;
    readonly secrets: Buffer[];
    answer: 'open' | 'refuse';
  };
  /** The keychain's probe answers this. */
  probe: KeychainError | null;
  /** What opening the agent's door comes to; a promise is one that takes its time. */
  agentDoor: AgentDoor | Promise<AgentDoor>;
  stored: SignIn | null;
  tokenAtHand: string | null;
  /** What the person answers; a promise is a dialog that still stands. */
  confirms: boolean | Promise<boolean>;
  now(): WholeSnapshot;
}

export function makeWorld(
  given: Partial<Pick<World, 'broker' | 'clock' | 'keychain' | 'files' | 'stored' | 'tokenAtHand'>> & {
    readonly offsetMs?: number;
  } = {},
): World {
  const clock = given.clock ?? createFakeClock();
  const broker = given.broker ?? createFakeBroker(clock, given.offsetMs);
  const keychain = given.keychain ?? createFakeKeychain();
  const heartbeat = createFakeHeartbeat();
  const files = given.files ?? {
    journal: createFakeLines(),
    preferences: createFakeLines(),
    history: createFakeLines(),
    outbox: createFakeLines(),
  };
  const custodian = createCustodian({
    keychain,
    service: 'Stint',
    clock,
    heartbeat,
    journal: files.journal,
    platform: 'linux',
  });
  let ids = 0;
  const ok = <T>(value: T): KeychainResult<T> => ({ ok: true, value });
  const world: Omit<World, 'core' | 'now'> = {
    custodian,
    broker,
    clock,
    heartbeat,
    keychain,
    files,
    notices: [],
    takenBack: [],
    asked: [],
    clipboard: { text: null, all: [], gate: null, fails: false },
    sealing: { made: 0, forgotten: 0, secrets: [], answer: 'open' },
    probe: null,
    agentDoor: { ok: true, path: '/home/erin/.stint/agent.sock' },
    stored: given.stored ?? null,
    tokenAtHand: given.tokenAtHand === undefined ? 'token-at-hand' : given.tokenAtHand,
    confirms: true,
  };
  const core = createCore({
    custodian,
    connectBroker: broker.connect,
    loadDeviceKey: async () =>
      world.probe === null
        ? ok({
            id: DEVICE_ID,
            publicJwk: KEY,
            signStart: async ({ grantId }) => `proof-of-${grantId}`,
            signExtend: async ({ grantId, durationSeconds }) =>
              `proof-of-${grantId}-${String(durationSeconds)}`,
          })
        : { ok: false, error: world.probe },
    makeSealingKey: async () => makeSealing(world.sealing),
    makeSshKey,
    openAgentDoor: async () => world.agentDoor,
    probeKeychain: async () => (world.probe === null ? ok(null) : { ok: false, error: world.probe }),
    signInStore: {
      load: async () => ok(world.stored),
      save: async (signIn) => {
        world.stored = signIn;
        return ok(null);
      },
      forget: async () => {
        world.stored = null;
        return ok(null);
      },
    },
    tokenAtHand: { read: async () => world.tokenAtHand },
    dialogs: {
      confirm: async (confirmation) => {
        world.asked.push(confirmation);
        return world.confirms;
      },
    },
    clipboard: {
      put: async (text) => {
        await world.clipboard.gate;
        if (world.clipboard.fails) throw new Error('The clipboard is gone.');
        world.clipboard.text = text;
        world.clipboard.all.push(text);
      },
      clear: async () => {
        if (world.clipboard.fails) throw new Error('The clipboard is gone.');
        world.clipboard.text = null;
      },
    },
    clock,
    newId: () => `key-${String((ids += 1))}`,
    files,
    brokerUrl: BROKER_URL,
    deviceName: 'laptop',
    languages: { system: ['en-GB'], forced: null, speak: speaker.speak },
    keychainName: 'Test keychain',
    app: { version: '0.1.0', platform: 'linux', home: '/home/erin' },
  });
  core.onNotice((notice) => world.notices.push(notice));
  core.onNoticeOver((id) => world.takenBack.push(id));
  return Object.assign(world, { core, now: () => core.snapshot() });
}

function makeSealing(seen: World['sealing']): SealingKey {
  seen.made += 1;
  return {
    publicJwk: KEY,
    async unseal(sealed) {
      if (seen.answer === 'refuse') return { ok: false, error: { kind: 'not-for-us' } };
      const { leaseId, secret } = JSON.parse(sealed) as { leaseId: string; secret: string };
      const bytes = Buffer.from(secret);
      seen.secrets.push(bytes);
      const value: Unsealed = {
        leaseId,
        secret: bytes,
        connection: {
          kind: 'postgresql',
          host: '127.0.0.1',
          port: 5432,
          database: 'billing',
          username: 'stint_x',
          sslMode: 'require',
        },
      };
      return { ok: true, value };
    },
    forget: () => void (seen.forgotten += 1),
  };
}

/** Signed in at hand, connected, and the first answers taken. */
export async function makeSignedIn(given: Parameters<typeof makeWorld>[0] = {}): Promise<World> {
  const world = makeWorld(given);
  await world.core.start();
  world.broker.up();
  await settle();
  return world;
}

export const ASKED = { profileId: 'billing-read', durationSeconds: 900, reason: '', ticket: null };

/** Signed in, and "Read the billing database" started. */
export async function makeElevated(
  given: Parameters<typeof makeWorld>[0] = {},
): Promise<World & { grantId: string }> {
  const world = await makeSignedIn(given);
  const asked = await world.core.perform('grant:request', ASKED, 'window');
  if (!asked.ok) throw new Error(JSON.stringify(asked.error));
  return Object.assign(world, { grantId: asked.value.grantId });
}

/** Lets everything that waits on nothing but promises go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
}
