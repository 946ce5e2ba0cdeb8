/** A custodian on fakes, and intakes for it. What outlives a process (keychain, journal) can be handed on to the next one. */
import { createCustodian } from '../../../electron/custody/custodian.ts';
import type { Custodian, Intake, Over } from '../../../electron/ports/custodian.ts';
import { makeDeadline } from '../../../shared/deadline.ts';
import {
  createFakeClock,
  createFakeHeartbeat,
  type FakeClock,
  type FakeHeartbeat,
} from '../../fakes/fake-clock.ts';
import { createFakeKeychain, type FakeKeychain } from '../../fakes/fake-keychain.ts';
import { createFakeLines, type FakeLines } from '../../fakes/fake-lines.ts';

export const SERVICE = 'Stint';
export const CANARY = 'canary-4f1b';

export interface Custody {
  readonly clock: FakeClock;
  readonly heartbeat: FakeHeartbeat;
  readonly keychain: FakeKeychain;
  readonly lines: FakeLines;
  readonly custodian: Custodian;
  readonly overs: readonly Over[];
}

export function makeCustody(given: Partial<Pick<Custody, 'clock' | 'keychain' | 'lines'>> = {}): Custody {
  const clock = given.clock ?? createFakeClock();
  const keychain = given.keychain ?? createFakeKeychain();
  const lines = given.lines ?? createFakeLines();
  const heartbeat = createFakeHeartbeat();
  const custodian = createCustodian({
    keychain,
    service: SERVICE,
    clock,
    heartbeat,
    journal: lines,
    platform: 'linux',
  });
  const overs: Over[] = [];
  custodian.onOver((over) => overs.push(over));
  return { clock, heartbeat, keychain, lines, custodian, overs };
}

export function makeIntake(
  clock: FakeClock,
  { leaseId = 'L1', grantId = 'G1', seconds = 900, serverOffsetMs = 0 } = {},
): Intake {
  const sent = clock.read();
  const serverNow = sent.wallAt + serverOffsetMs;
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
    deadline: makeDeadline(sent, seconds, serverNow + seconds * 1000, serverNow),
  };
}

export function makeSecret(text = CANARY): Buffer {
  return Buffer.from(text);
}

/** The accounts that are in the keychain now. */
export function inKeychain({ keychain }: Pick<Custody, 'keychain'>): readonly string[] {
  return [...keychain.items(SERVICE).keys()];
}

/** Lets everything that waits for nothing but promises come to its end. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) await Promise.resolve();
}

export const zeros = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);

/** The kinds of journal lines; lines of ours have one. */
export const kinds = (lines: readonly unknown[]): unknown[] =>
  lines.map((line) => (line as { kind: unknown }).kind);
