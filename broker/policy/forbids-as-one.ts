/**
 * All forbids as one policy, which forbids or fails wherever any of them would: the engine copies every policy for each question it is asked,
 * so that one is answered sooner than fifty. It does not say which of them it was. Pure.
 */
import type { EntityUidJson, Expr, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';

type Conditions = Pick<PolicyJson, 'principal' | 'action' | 'resource' | 'conditions'>;
type Constraint = PolicyJson['principal' | 'action' | 'resource'];

const YES: Expr = { Value: true };
const NO: Expr = { Value: false };

export function forbidsAsOne(forbids: readonly Conditions[]): PolicyJson {
  const any = joined('||', forbids.map(whenItHolds), NO);
  const everything = { op: 'All' } as const;
  return {
    effect: 'forbid',
    principal: everything,
    action: everything,
    resource: everything,
    conditions: [{ kind: 'when', body: any }],
  };
}

/** Its numbers are as they were written. The largest of the engine's do not fit into JavaScript's: they would be others. */
export function isExact(node: unknown): boolean {
  if (typeof node === 'number') return Number.isSafeInteger(node);
  return typeof node !== 'object' || node === null || Object.values(node).every(isExact);
}

/** The engine reads no JSON of more than 128 levels; joining many adds up to half as much. An operator is two. */
const DEEPEST = 60;

export function isShallow(node: unknown, levels = DEEPEST): boolean {
  if (typeof node !== 'object' || node === null) return true;
  return levels > 0 && Object.values(node).every((each) => isShallow(each, levels - 1));
}

/** What a policy is about comes first, as in the engine: what it is not about, its conditions are not asked for. */
function whenItHolds({ principal, action, resource, conditions }: Conditions): Expr {
  const about = [within('principal', principal), within('action', action), within('resource', resource)];
  const met = conditions.map(({ kind, body }): Expr => (kind === 'when' ? body : { '!': { arg: body } }));
  return joined('&&', [...about.filter((each) => each !== null), ...met], YES);
}

/** `null`: whatever it is. */
function within(name: 'principal' | 'action' | 'resource', constraint: Constraint): Expr | null {
  const left = { Var: name } as const;
  switch (constraint.op) {
    case 'All':
      return null;
    case '==':
      return { '==': { left, right: namedBy(constraint) } };
    case 'in':
      return { in: { left, right: namedBy(constraint) } };
    case 'is': {
      const { entity_type, in: container } = constraint;
      return { is: { left, entity_type, ...(container === undefined ? {} : { in: namedBy(container) }) } };
    }
  }
}

type Named = { entity: EntityUidJson } | { entities: EntityUidJson[] } | { slot: string };

function namedBy(constraint: Named): Expr {
  if ('entities' in constraint) return { Set: constraint.entities.map(toValue) };
  if ('entity' in constraint) return toValue(constraint.entity);
  throw new Error('Templates are not used here.');
}

function toValue(entity: EntityUidJson): Expr {
  return { Value: { __entity: '__entity' in entity ? entity.__entity : entity } };
}

/** In halves: a long chain would be nested as deep as it is long, and what is nested too deep the engine refuses. Their order stays. */
function joined(operator: '&&' | '||', parts: readonly Expr[], none: Expr): Expr {
  const [first] = parts;
  if (first === undefined) return none;
  if (parts.length === 1) return first;
  const middle = Math.ceil(parts.length / 2);
  const sides = {
    left: joined(operator, parts.slice(0, middle), none),
    right: joined(operator, parts.slice(middle), none),
  };
  return operator === '&&' ? { '&&': sides } : { '||': sides };
}
