/**
 * Copies what a held credential offers to the clipboard, in main. What was copied is cleared after 20 s, at the end of its grant, and at quit, if it is
 * still ours. Answers never hold what was copied.
 */
import type { Payload } from '../../shared/ipc.ts';
import type { Result } from '../../shared/result.ts';
import type { Connection } from '../../shared/api.ts';
import type { SshConnection } from '../../shared/api-ssh.ts';
import { describeClosedDoor, type AgentDoor } from '../ports/agent-door.ts';
import type { Clock } from '../ports/clock.ts';
import type { Custodian } from '../ports/custodian.ts';
import type { SecretClipboard } from '../ports/desktop.ts';
import { describeKeychainError } from '../ports/keychain.ts';
import type { Undo } from '../ports/undo.ts';
import { toConnectionUrl, toPsqlCommand } from './copy-text.ts';
import { toSshCommand } from './ssh-command.ts';
import { DONE, refuse } from './outcome.ts';
import { words } from '../words.ts';

/** How long a copy stays on the clipboard, in ms. */
const CLEAR_AFTER_MS = 20_000;

export interface Copying {
  copy(order: Payload<'credential:copy'>): Promise<Result<null>>;
  /** Clears what was copied of a grant (`all`: of any). */
  clear(grantId: string): Promise<void>;
}

export function createCopying(deps: {
  readonly custodian: Pick<Custodian, 'holdings' | 'use'>;
  readonly clipboard: SecretClipboard;
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  /** Asked whenever it matters: the door opens late. */
  readonly agentDoor: () => AgentDoor;
}): Copying {
  const { custodian, clipboard, clock } = deps;
  let copied: { readonly grantId: string; readonly undo: Undo } | null = null;

  async function put(grantId: string, text: string): Promise<void> {
    copied?.undo();
    // Before the text is there, so that an end in between clears it too.
    copied = { grantId, undo: clock.after(CLEAR_AFTER_MS, () => void clear(grantId)) };
    await clipboard.put(text);
  }

  async function clear(grantId: string): Promise<void> {
    if (copied === null || (grantId !== 'all' && copied.grantId !== grantId)) return;
    const former = copied;
    former.undo();
    copied = null;
    try {
      await clipboard.clear();
    } catch {
      // A clipboard that is gone for the moment must not end the app, and must not keep what is ours.
      copied ??= { ...former, undo: clock.after(CLEAR_AFTER_MS, () => void clear(former.grantId)) };
    }
  }

  /** The command names a place to ask at, and no secret. */
  async function copySsh(grantId: string, connection: SshConnection): Promise<Result<null>> {
    const door = deps.agentDoor();
    if (!door.ok) return refuse(describeClosedDoor(door));
    const command = toSshCommand(connection, door.path, deps.platform);
    if (command === null) return refuse(words.copying.homePath);
    await put(grantId, command);
    return DONE;
  }

  async function copy({ leaseId, what }: Payload<'credential:copy'>): Promise<Result<null>> {
    const holding = custodian.holdings().find((one) => one.leaseId === leaseId);
    if (holding?.custody.custody !== 'held') return refuse(words.copying.notHeld);
    const { grantId } = holding;
    if (holding.connection.kind === 'ssh' || what === 'ssh') {
      const { connection } = holding;
      return connection.kind === 'ssh' && what === 'ssh'
        ? copySsh(grantId, connection)
        : refuse(words.copying.notThere);
    }
    if (what === 'psql') {
      const command = toPsqlCommand(holding.connection, deps.platform);
      if (command === null) return refuse(words.copying.unsafeName);
      await put(grantId, command);
      return DONE;
    }
    const used = await custodian.use(leaseId, async (secret: Buffer, connection: Connection) => {
      if (connection.kind === 'ssh') return;
      const password = secret.toString('utf8');
      await put(grantId, what === 'password' ? password : toConnectionUrl(connection, password));
    });
    if (!used.ok) {
      const { error } = used;
      return refuse(
        error.kind === 'not-held' ? words.copying.notHeld : describeKeychainError(error, deps.platform),
      );
    }
    // The grant may have ended while the keychain was being read.
    const still = custodian
      .holdings()
      .some((one) => one.leaseId === leaseId && one.custody.custody === 'held');
    if (still) return DONE;
    // Its end has cleared the clipboard before this text was on it.
    await clipboard.clear();
    return refuse(words.copying.notHeld);
  }

  return {
    clear,
    async copy(order) {
      try {
        return await copy(order);
      } catch {
        return refuse(words.copying.clipboard);
      }
    },
  };
}
