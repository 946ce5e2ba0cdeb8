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

export interface LookedAt {
  readonly context: ReadonlySet<string>;
  /** Every attribute it names, of whatever: nothing else of a person or a profile can matter to it but what these are in. */
  readonly attributes: ReadonlySet<string>;
}

export function lookedAtIn(policy: PolicyJson): LookedAt {
  const found = { context: new Set<string>(), attributes: new Set<string>() };
  walk(policy.conditions, found);
  return found;
}

function walk(node: unknown, found: { context: Set<string>; attributes: Set<string> }): void {
  if (typeof node !== 'object' || node === null) return;
  // `context.reason`, and `context has asker.name`: an operation with its left side and a name, or several.
  if ('left' in node && 'attr' in node) {
    for (const name of [node.attr].flat()) {
      found.attributes.add(String(name));
      if (isContext(node.left)) found.context.add(String(name));
    }
    if (isContext(node.left)) return;
  }
  // Used as a whole: it may speak of anything.
  if (isContext(node)) NAMES.forEach((name) => found.context.add(name));
  for (const child of Object.values(node)) walk(child, found);
}

function isContext(node: unknown): boolean {
  return typeof node === 'object' && node !== null && 'Var' in node && node.Var === 'context';
}
