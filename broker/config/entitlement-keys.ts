/** Which keys an entitlement has depends on its target's kind, which the schema of one entitlement cannot see. Pure. */

const KEYS: Readonly<
  Record<string, { readonly needed: readonly string[]; readonly more: readonly string[] }>
> = {
  demo: { needed: ['database', 'role'], more: [] },
  postgresql: { needed: ['database', 'role'], more: [] },
  'demo-ssh': { needed: ['principal'], more: ['forceCommand', 'permit'] },
  ssh: { needed: ['principal'], more: ['username', 'forceCommand', 'permit'] },
};
const ALL = ['database', 'role', 'principal', 'username', 'forceCommand', 'permit'];

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
    ...foreign.map((key) => ({
      key,
      sentence: `A target of kind ${kind} takes ${allowed.join(', ')} here, and no ${key}.`,
    })),
  ];
}
