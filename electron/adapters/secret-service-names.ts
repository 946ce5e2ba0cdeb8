/**
 * What can be known about the Secret Service without touching a secret and without asking the person: is it there, is it locked, which
 * accounts does it hold. It never calls GetSecret; only `unlock` shows a prompt.
 */
import type { Clock } from '../ports/clock.ts';
import type { KeychainError, KeychainResult } from '../ports/keychain.ts';
import { BusError, type SecretServiceBus } from './secret-service-bus.ts';

export type KeychainUse = 'write' | 'read' | 'delete';

/** Whether an item is there. An item in a locked collection is `locked`, not this. */
export type Sight = 'there' | 'absent';

export interface SecretServiceNames {
  /** Whether a native call would go through now without asking the person, and whether there is such an item. */
  look(use: KeychainUse, service: string, account: string): Promise<KeychainResult<Sight>>;
  accounts(service: string): Promise<KeychainResult<readonly string[]>>;
  unlock(): Promise<KeychainResult<null>>;
}

export interface SecretServiceNamesDeps {
  readonly bus: SecretServiceBus;
  readonly clock: Pick<Clock, 'after'>;
  /** How long `unlock` waits for the person before it says `not-answering`; the prompt stays. */
  readonly limitMs: number;
}

const NAME = 'org.freedesktop.secrets';
const ROOT = '/org/freedesktop/secrets';
const SERVICE = 'org.freedesktop.Secret.Service';
const COLLECTION = 'org.freedesktop.Secret.Collection';
const ITEM = 'org.freedesktop.Secret.Item';
const PROMPT = 'org.freedesktop.Secret.Prompt';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const NO_OBJECT = '/';

export function createSecretServiceNames({
  bus,
  clock,
  limitMs,
}: SecretServiceNamesDeps): SecretServiceNames {
  let asking: Promise<KeychainResult<null>> | null = null;

  const call = (
    path: string,
    source: string,
    member: string,
    signature?: string,
    ...body: readonly unknown[]
  ): Promise<readonly unknown[]> =>
    bus.call({
      destination: NAME,
      path,
      interface: source,
      member,
      ...(signature === undefined ? {} : { signature, body }),
    });
  const search = async (
    attributes: Readonly<Record<string, string>>,
  ): Promise<{ unlocked: string[]; locked: string[] }> => {
    const [unlocked, locked] = await call(ROOT, SERVICE, 'SearchItems', 'a{ss}', Object.entries(attributes));
    return { unlocked: toPaths(unlocked), locked: toPaths(locked) };
  };
  const property = async (path: string, source: string, name: string): Promise<unknown> =>
    toPlain((await call(path, PROPERTIES, 'Get', 'ss', source, name))[0]);
  /** The collection new items go to; `null` where there is none. */
  const defaultCollection = async (): Promise<string | null> => {
    const [path] = await call(ROOT, SERVICE, 'ReadAlias', 's', 'default');
    return typeof path === 'string' && path !== NO_OBJECT ? path : null;
  };
  const isLocked = async (collection: string): Promise<boolean> =>
    (await property(collection, COLLECTION, 'Locked')) !== false;

  /** Shows the prompt and waits for its end, however long; `unlock` does not wait that long. */
  const askPerson = async (): Promise<KeychainResult<null>> => {
    const collection = await defaultCollection();
    if (collection === null) return noCollection;
    const [, prompt] = await call(ROOT, SERVICE, 'Unlock', 'ao', [collection]);
    if (typeof prompt === 'string' && prompt !== NO_OBJECT) {
      let end: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      const undo = await bus.onSignal(prompt, PROMPT, 'Completed', end);
      try {
        await call(prompt, PROMPT, 'Prompt', 's', '');
        await ended;
      } finally {
        undo();
      }
    }
    return (await isLocked(collection)) ? { ok: false, error: { kind: 'locked' } } : done;
  };

  return {
    look: (use, service, account) =>
      answered<Sight>(async () => {
        const [collection, found] = await Promise.all([
          defaultCollection(),
          search({ service, username: account }),
        ]);
        // SECURITY: keychain-no-silent-prompt
        if (found.locked.length > 0) return { ok: false, error: { kind: 'locked' } };
        const sight: Sight = found.unlocked.length > 0 ? 'there' : 'absent';
        if (collection === null) return use === 'write' ? noCollection : { ok: true, value: sight };
        // Where the store is locked "not found" proves nothing: some stores (KWallet) hide what they hold while closed.
        if (await isLocked(collection)) return { ok: false, error: { kind: 'locked' } };
        return { ok: true, value: sight };
      }),
    accounts: (service) =>
      answered(async () => {
        // SECURITY: enumeration-reads-no-secret
        const { unlocked, locked } = await search({ service });
        const attributes = await Promise.all(
          [...unlocked, ...locked].map((path) => property(path, ITEM, 'Attributes')),
        );
        return { ok: true, value: attributes.map(toAccount).filter((account) => account !== null) };
      }),
    unlock: () => {
      asking ??= answered(askPerson).finally(() => {
        asking = null;
      });
      const answer = asking;
      return new Promise((resolve) => {
        const undo = clock.after(limitMs, () => {
          resolve({ ok: false, error: { kind: 'not-answering' } });
        });
        void answer.then((result) => {
          undo();
          resolve(result);
        });
      });
    },
  };
}

const done: KeychainResult<null> = { ok: true, value: null };
const noCollection: KeychainResult<never> = {
  ok: false,
  error: { kind: 'missing', cause: 'The Secret Service has no default collection.' },
};

async function answered<T>(run: () => Promise<KeychainResult<T>>): Promise<KeychainResult<T>> {
  try {
    return await run();
  } catch (cause) {
    return { ok: false, error: toKeychainError(cause) };
  }
}

/** Errors of the bus that mean that nobody offers the service. */
const NOBODY = /\.(?:ServiceUnknown|NameHasNoOwner|Spawn\.[A-Za-z]+)$/u;

function toKeychainError(cause: unknown): KeychainError {
  if (!(cause instanceof BusError)) return { kind: 'failing', cause };
  switch (cause.kind) {
    case 'no-bus':
      return { kind: 'missing', cause };
    case 'not-answering':
      return { kind: 'not-answering' };
    case 'refused':
      return NOBODY.test(cause.errorName) ? { kind: 'missing', cause } : { kind: 'failing', cause };
  }
}

function toPaths(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((path) => typeof path === 'string') : [];
}

/** A variant as the library gives it, `[signature tree, [value]]`, without its wrapping. */
function toPlain(variant: unknown): unknown {
  if (!Array.isArray(variant)) return undefined;
  const values: unknown = variant[1];
  return Array.isArray(values) ? values[0] : undefined;
}

/** The account in an item's attributes, a list of pairs. */
function toAccount(attributes: unknown): string | null {
  if (!Array.isArray(attributes)) return null;
  for (const pair of attributes) {
    if (!Array.isArray(pair)) continue;
    // Array.isArray makes it any[]; what is in it is looked at right below.
    const [name, value] = pair as readonly unknown[];
    if (name === 'username' && typeof value === 'string') return value;
  }
  return null;
}
