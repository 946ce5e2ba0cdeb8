/**
 * A keychain in memory that can refuse, hang, lie and be looked into. It copies what it is given, as a real one does, and remembers
 * each buffer it handed out, so that a test can see that the caller zeroed it.
 */
import type { Keychain, KeychainError, KeychainResult } from '../../electron/ports/keychain.ts';

export type KeychainMethod = 'write' | 'read' | 'delete' | 'accounts' | 'unlock';

export interface FakeKeychain extends Keychain {
  /** The items of a service, by account. */
  items(service: string): ReadonlyMap<string, Buffer>;
  put(service: string, account: string, secret: Uint8Array): void;
  /** Every call of these methods (default: all) is refused with this error until `work`. */
  refuse(error: KeychainError, methods?: readonly KeychainMethod[]): void;
  work(): void;
  /** Runs before each call and may throw, as a process dies: nothing after it happens. */
  before(run: (method: KeychainMethod, account: string | null) => void | Promise<void>): void;
  /** Runs after each call took effect and before it answers. */
  after(run: (method: KeychainMethod, account: string | null) => void | Promise<void>): void;
  /** Claims to have deleted and does not. */
  lieAboutDeleting(lie: boolean): void;
  readonly calls: readonly { readonly method: KeychainMethod; readonly account: string | null }[];
  /** Every secret it has lent. */
  readonly lent: readonly Buffer[];
}

export function createFakeKeychain(): FakeKeychain {
  const store = new Map<string, Map<string, Buffer>>();
  const calls: { method: KeychainMethod; account: string | null }[] = [];
  const lent: Buffer[] = [];
  let refusal: { error: KeychainError; methods: readonly KeychainMethod[] | null } | null = null;
  let lies = false;
  let before: (method: KeychainMethod, account: string | null) => void | Promise<void> = () => undefined;
  let after = before;
  const itemsOf = (service: string): Map<string, Buffer> => {
    const items = store.get(service) ?? new Map<string, Buffer>();
    store.set(service, items);
    return items;
  };
  const call = async <T>(
    method: KeychainMethod,
    account: string | null,
    run: () => T,
  ): Promise<KeychainResult<T>> => {
    calls.push({ method, account });
    await before(method, account);
    if (refusal !== null && (refusal.methods === null || refusal.methods.includes(method))) {
      return { ok: false, error: refusal.error };
    }
    const value = run();
    await after(method, account);
    return { ok: true, value };
  };
  return {
    name: 'Fake Keychain',
    write: (service, account, secret) =>
      call('write', account, () => {
        itemsOf(service).set(account, Buffer.from(secret));
        return null;
      }),
    read: (service, account) =>
      call('read', account, () => {
        const found = itemsOf(service).get(account);
        if (found === undefined) return null;
        const copy = Buffer.from(found);
        lent.push(copy);
        return copy;
      }),
    delete: (service, account) =>
      call('delete', account, () => (lies ? true : itemsOf(service).delete(account))),
    accounts: (service) => call('accounts', null, () => [...itemsOf(service).keys()]),
    unlock: () => call('unlock', null, () => null),
    items: (service) => itemsOf(service),
    put: (service, account, secret) => {
      itemsOf(service).set(account, Buffer.from(secret));
    },
    refuse: (error, methods) => {
      refusal = { error, methods: methods ?? null };
    },
    work: () => {
      refusal = null;
    },
    before: (run) => {
      before = run;
    },
    after: (run) => {
      after = run;
    },
    lieAboutDeleting: (lie) => {
      lies = lie;
    },
    calls,
    lent,
  };
}
