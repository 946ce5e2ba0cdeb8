/**
 * What the engine is handed of the policies, parsed once and kept by it under a name: for each selection all of them as they are, and a quick
 * form with the forbids as one. Where the quick form allows, the whole would; where it does not, the whole says why.
 */
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { sentenceOf } from './engine-error.ts';
import { forbidsAsOne, isExact, isShallow } from './forbids-as-one.ts';

/** All of them; the permits alone; all but the forbids that speak of a reason or a ticket, which nobody has written yet. */
export type Selection = 'all' | 'permits' | 'wordless';

export interface EngineSet {
  readonly whole: string;
  /** The same as `whole` where there are no two forbids to join. */
  readonly quick: string;
}

export type EngineSets = Readonly<Record<Selection, EngineSet>>;

export interface EnginePolicy {
  readonly id: string;
  readonly text: string;
  readonly json: PolicyJson;
  /** What of the context it speaks of. */
  readonly speaksOf: ReadonlySet<string>;
}

/** No policy can have this name: @id knows no spaces. */
const JOINED = 'all forbids';

export function createEngineSets(version: string, policies: readonly EnginePolicy[]): EngineSets {
  const permits = policies.filter(({ json }) => json.effect === 'permit');
  const forbids = policies.filter(({ json }) => json.effect === 'forbid');
  const wordless = forbids.filter(({ speaksOf }) => !speaksOf.has('reason') && !speaksOf.has('ticket'));

  function preparse(selection: Selection, holding: readonly EnginePolicy[]): EngineSet {
    const whole = `${version}-${selection}`;
    mustSucceed(cedar.preparsePolicySet(whole, { staticPolicies: textsOf([...permits, ...holding]) }));
    const joinable = holding.filter(({ json }) => isExact(json) && isShallow(json));
    if (joinable.length < 2) return { whole, quick: whole };
    const quick = `${whole}-quick`;
    const joined = cedar.policyToText(forbidsAsOne(joinable.map(({ json }) => json)));
    if (joined.type === 'failure') throw new Error(joined.errors.map(sentenceOf).join(' '));
    const others = holding.filter((policy) => !joinable.includes(policy));
    const staticPolicies = { ...textsOf([...permits, ...others]), [JOINED]: joined.text };
    mustSucceed(cedar.preparsePolicySet(quick, { staticPolicies }));
    return { whole, quick };
  }

  return {
    all: preparse('all', forbids),
    permits: preparse('permits', []),
    wordless: preparse('wordless', wordless),
  };
}

export function textsOf(policies: readonly Pick<EnginePolicy, 'id' | 'text'>[]): Record<string, string> {
  return Object.fromEntries(policies.map(({ id, text }) => [id, text]));
}

function mustSucceed(answer: cedar.CheckParseAnswer): void {
  if (answer.type === 'failure') throw new Error(answer.errors.map(sentenceOf).join(' '));
}
