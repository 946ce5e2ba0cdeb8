/** What a policy looks at: of the context, and in people and profiles. Pure. */
import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';

/** Every name a context may have, in any action. */
const NAMES = [
  'durationSeconds',
  'totalSeconds',
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
  /** Who asked for what is reviewed, beyond whether that is the reviewer. */
  readonly asker: boolean;
}

interface Found {
  readonly context: Set<string>;
  readonly attributes: Set<string>;
  asker: boolean;
}

export function lookedAtIn(policy: PolicyJson): LookedAt {
  const found: Found = { context: new Set(), attributes: new Set(), asker: false };
  walk(policy.conditions, found);
  return found;
}

/** Whether the length that is asked for matters to what looks at these. */
export function looksAtLength(names: ReadonlySet<string>): boolean {
  return names.has('durationSeconds') || names.has('totalSeconds');
}

function walk(node: unknown, found: Found): void {
  if (typeof node !== 'object' || node === null) return;
  if (isTheirOwn(node)) {
    found.context.add('asker');
    return;
  }
  // `context.reason`, and `context has asker.name`: an operation with its left side and a name, or several.
  if ('left' in node && 'attr' in node) {
    for (const name of [node.attr].flat()) {
      found.attributes.add(String(name));
      if (!isContext(node.left)) continue;
      found.context.add(String(name));
      found.asker ||= name === 'asker';
    }
    if (isContext(node.left)) return;
  }
  // Used as a whole: it may speak of anything.
  if (isContext(node)) {
    NAMES.forEach((name) => found.context.add(name));
    found.asker = true;
  }
  for (const child of Object.values(node)) walk(child, found);
}

/** `principal == context.asker`, or `!=`, in whatever order. */
function isTheirOwn(node: object): boolean {
  const compared = '==' in node ? node['=='] : '!=' in node ? node['!='] : null;
  if (typeof compared !== 'object' || compared === null || !('left' in compared) || !('right' in compared))
    return false;
  const { left, right } = compared;
  return (isVar(left, 'principal') && isAsker(right)) || (isAsker(left) && isVar(right, 'principal'));
}

function isAsker(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || !('.' in node)) return false;
  const of = node['.'];
  if (typeof of !== 'object' || of === null || !('left' in of) || !('attr' in of)) return false;
  return isContext(of.left) && of.attr === 'asker';
}

function isContext(node: unknown): boolean {
  return isVar(node, 'context');
}

function isVar(node: unknown, name: 'context' | 'principal'): boolean {
  return typeof node === 'object' && node !== null && 'Var' in node && node.Var === name;
}
