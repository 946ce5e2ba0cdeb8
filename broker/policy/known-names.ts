/** Names in policies that the configuration does not know: profiles, targets, environments, tags, groups. Pure. */
import { suggest } from '../config/near-key.ts';

export interface KnownNames {
  readonly Profile: ReadonlySet<string>;
  readonly Target: ReadonlySet<string>;
  readonly Environment: ReadonlySet<string>;
  readonly Tag: ReadonlySet<string>;
  /** `null`: groups come from elsewhere, and cannot be known here. */
  readonly Group: ReadonlySet<string> | null;
}

const WORDS = {
  Profile: 'profile',
  Target: 'target',
  Environment: 'environment',
  Tag: 'tag',
  Group: 'group',
} as const;

const APPROVAL = /(?:^|\b[1-9] of )group:([a-z0-9-]+)/gu;

export function findUnknownNames(policy: unknown, known: KnownNames): string[] {
  const found = new Set<string>();
  visitNames(policy, (type, id) => {
    if (!isKnownType(type)) return;
    const names = known[type];
    if (names === null || names.has(id)) return;
    const all = [...names];
    const list = all.length === 0 ? '(none)' : all.slice(0, 20).join(', ');
    found.add(`stint.yaml knows no ${WORDS[type]} “${id}”. It knows: ${list}.${suggest(id, all)}`);
  });
  return [...found];
}

/** Whatever a policy names; also the groups within approvals ("2 of group:dba"), in conditions and annotations alike. */
function visitNames(node: unknown, visit: (type: string, id: string) => void): void {
  if (typeof node === 'string') for (const [, group] of node.matchAll(APPROVAL)) visit('Group', group ?? '');
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node && 'id' in node && typeof node.type === 'string' && typeof node.id === 'string') {
    visit(node.type, node.id);
    return;
  }
  for (const child of Object.values(node)) visitNames(child, visit);
}

function isKnownType(type: string): type is keyof typeof WORDS {
  return Object.hasOwn(WORDS, type);
}
