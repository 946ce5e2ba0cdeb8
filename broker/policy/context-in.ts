/** What a policy looks at: of the context, and in people and profiles. Pure. */
import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';

/** Every name a context may have, in any action. */
const NAMES = [
  'durationSeconds',
  'extending',
  'reason',
  'ticket',
  'hour',
  'minuteOfDay',
  'weekday',
  'now',
  'sourceAddress',
  'signedInSeconds',
  'approvals',
  'asker',
  'group',
] as const;

export function contextIn(policy: PolicyJson): ReadonlySet<string> {
  const found = new Set<string>();
  walk(policy.conditions, found);
  return found;
}

function walk(node: unknown, found: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  // `context.reason`, and `context has ticket`: an operation with its left side and a name.
  if ('left' in node && 'attr' in node && isContext(node.left)) {
    for (const name of Array.isArray(node.attr) ? node.attr : [node.attr]) found.add(String(name));
    return;
  }
  // Used as a whole: it may speak of anything.
  if (isContext(node)) NAMES.forEach((name) => found.add(name));
  for (const child of Object.values(node)) walk(child, found);
}

/** Every attribute it names, of whatever: nothing else of a person or a profile can matter to it but what these are in. */
export function attributesIn(policy: PolicyJson): ReadonlySet<string> {
  const found = new Set<string>();
  walkAttributes(policy.conditions, found);
  return found;
}

function walkAttributes(node: unknown, found: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  if ('left' in node && 'attr' in node) {
    for (const name of Array.isArray(node.attr) ? node.attr : [node.attr]) found.add(String(name));
  }
  for (const child of Object.values(node)) walkAttributes(child, found);
}

function isContext(node: unknown): boolean {
  return typeof node === 'object' && node !== null && 'Var' in node && node.Var === 'context';
}
