/** Whom and what a policy names: profiles by id, and whether it tells people apart who ask or start, other than by their groups. Pure. */
import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';

export interface Names {
  readonly profiles: ReadonlySet<string>;
  readonly people: boolean;
}

export function namesIn(policy: PolicyJson): Names {
  const profiles = new Set<string>();
  const found = { people: false };
  walk(policy, profiles, found);
  return { profiles, people: found.people && !isAboutReviews(policy) };
}

function isAboutReviews({ action }: PolicyJson): boolean {
  if (action.op !== '==' || !('entity' in action)) return false;
  const { entity } = action;
  return ('__entity' in entity ? entity.__entity : entity).id === 'review';
}

function walk(node: unknown, profiles: Set<string>, found: { people: boolean }): void {
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node && 'id' in node) {
    if (node.type === 'Profile') profiles.add(String(node.id));
    if (node.type === 'User') found.people = true;
    return;
  }
  // `principal in …` looks at groups alone; any other use may look at who it is.
  if ('in' in node && isGroupTest(node.in)) {
    walk(node.in.right, profiles, found);
    return;
  }
  if ('Var' in node && node.Var === 'principal') found.people = true;
  for (const child of Object.values(node)) walk(child, profiles, found);
}

function isGroupTest(node: unknown): node is { readonly right: unknown } {
  if (typeof node !== 'object' || node === null || !('left' in node) || !('right' in node)) return false;
  const { left } = node;
  return typeof left === 'object' && left !== null && 'Var' in left && left.Var === 'principal';
}
