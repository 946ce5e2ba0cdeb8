/** Which keys an entitlement has depends on its target's kind, which the schema of one entitlement cannot see. Pure. */
import { SSH_PRINCIPAL, SSH_USERNAME } from '../../shared/api-ssh.ts';

const KEYS: Readonly<
  Record<string, { readonly needed: readonly string[]; readonly more: readonly string[] }>
> = {
  demo: { needed: ['database', 'role'], more: [] },
  postgresql: { needed: ['database', 'role'], more: [] },
  'demo-ssh': { needed: ['principal'], more: ['permit'] },
  ssh: { needed: ['principal'], more: ['username', 'forceCommand', 'permit'] },
};
const ALL = [...new Set(Object.values(KEYS).flatMap(({ needed, more }) => [...needed, ...more]))];

export interface KeyError {
  readonly key: string;
  readonly sentence: string;
}

/** Nothing for a kind that is not known: the schema says that. */
export function findKeyErrors(entitlement: Readonly<Record<string, unknown>>, kind: string): KeyError[] {
  const keys = KEYS[kind];
  if (keys === undefined) return [];
  const { needed, more } = keys;
  const missing = needed.filter((key) => entitlement[key] === undefined || entitlement[key] === null);
  const allowed = [...needed, ...more];
  const foreign = ALL.filter((key) => entitlement[key] !== undefined && !allowed.includes(key));
  return [
    ...missing.map((key) => ({ key, sentence: 'This key is missing; it must be a text.' })),
    ...findUsernameError(entitlement, kind),
    ...foreign.map((key) => ({
      key,
      sentence: `A target of kind ${kind} takes ${allowed.join(', ')} here, and no ${key}.`,
    })),
  ];
}

/** A login without a name of its own has the principal's, and not every principal can be one: desktops would refuse what is minted. */
function findUsernameError(
  { principal, username }: Readonly<Record<string, unknown>>,
  kind: string,
): KeyError[] {
  const isOwn = kind !== 'ssh' || (username !== undefined && username !== null);
  if (isOwn || typeof principal !== 'string') return [];
  if (!SSH_PRINCIPAL.test(principal) || SSH_USERNAME.test(principal)) return [];
  return [{ key: 'principal', sentence: 'No login can have this name: give a username beside it.' }];
}
