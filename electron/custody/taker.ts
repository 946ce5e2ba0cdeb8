/**
 * Takes a credential into custody: journal, keychain, read-back, journal. Whatever goes wrong, nothing stays held and the secret is zeroed. It
 * never puts a secret anywhere before its lease and end are on disk.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Custodian, Intake } from '../ports/custodian.ts';
import type { Keychain, KeychainResult } from '../ports/keychain.ts';
import { toAccount } from '../keys/service-names.ts';
import type { Journal } from './journal.ts';
import type { Turns } from './turns.ts';
import type { Wiper } from './wiper.ts';

type Taken = Awaited<ReturnType<Custodian['take']>>;

const notTheSame: KeychainResult<null> = {
  ok: false,
  error: { kind: 'failing', cause: 'What was written did not come back.' },
};

export interface TakerDeps {
  readonly keychain: Keychain;
  readonly service: string;
  readonly journal: Journal;
  readonly wiper: Pick<Wiper, 'wipeInTurn'>;
  readonly turns: Turns;
  /** Whether the grant has ended here, or its deadline is past. */
  readonly isOver: (intake: Intake) => boolean;
  readonly changed: () => void;
}

export function createTaker(deps: TakerDeps): (intake: Intake, secret: Buffer) => Promise<Taken> {
  const { keychain, service, journal, wiper, turns, isOver, changed } = deps;

  /** `untouched`: the keychain refused before anything was written. */
  const store = async (
    account: string,
    secret: Buffer,
  ): Promise<{ readonly untouched: boolean; readonly result: KeychainResult<null> }> => {
    try {
      const written = await keychain.write(service, account, secret);
      if (!written.ok) {
        const { kind } = written.error;
        return { untouched: kind === 'missing' || kind === 'locked', result: written };
      }
      const back = await keychain.read(service, account);
      if (!back.ok) return { untouched: false, result: back };
      const same = back.value?.length === secret.length && timingSafeEqual(back.value, secret);
      back.value?.fill(0);
      return { untouched: false, result: same ? { ok: true, value: null } : notTheSame };
    } catch (cause) {
      return { untouched: false, result: { ok: false, error: { kind: 'failing', cause } } };
    }
  };

  const take = async (intake: Intake, secret: Buffer): Promise<Taken> => {
    const { leaseId } = intake;
    if (isOver(intake)) return { ok: false, error: { kind: 'over-already' } };
    if (journal.state().entries.has(leaseId)) {
      return { ok: false, error: { kind: 'failing', cause: 'This lease is known already.' } };
    }
    try {
      // SECURITY: journal-first
      await journal.write({ kind: 'will-hold', ...intake });
    } catch (cause) {
      return { ok: false, error: { kind: 'disk', cause } };
    }
    changed();
    const { untouched, result } = await store(toAccount(leaseId), secret);
    if (!result.ok) {
      if (untouched) await journal.writeAnyway({ kind: 'refused', leaseId });
      else await wiper.wipeInTurn(leaseId, 'sweep');
      return result;
    }
    if (isOver(intake)) {
      await wiper.wipeInTurn(leaseId, 'time');
      return { ok: false, error: { kind: 'over-already' } };
    }
    try {
      await journal.write({ kind: 'held', leaseId });
    } catch (cause) {
      await wiper.wipeInTurn(leaseId, 'sweep');
      return { ok: false, error: { kind: 'disk', cause } };
    }
    return { ok: true };
  };

  return async (intake, secret) => {
    try {
      return await turns.run(intake.leaseId, () => take(intake, secret));
    } finally {
      // SECURITY: secrets-zeroed
      secret.fill(0);
    }
  };
}
