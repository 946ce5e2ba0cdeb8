/** Asks the engine one question. Whatever goes wrong in it is a no: an erroring forbid would otherwise just not hold. */
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyFacts } from './annotations.ts';
import type { Selection } from './engine-sets.ts';
import type { PolicySet } from './policy-set.ts';
import type { Call } from './to-call.ts';

export interface Verdict {
  readonly allowed: boolean;
  /** What made it so, in the order of the files: permits where it is allowed; forbids where it is not, or none where nothing permits it. */
  readonly by: readonly PolicyFacts[];
  /** What went wrong; empty where nothing did. */
  readonly errors: readonly string[];
}

const DISAGREE = 'All forbids together forbid what none of them forbids alone.';

export function evaluate(set: PolicySet, which: Selection, call: Call): Verdict {
  const spoken = spokenOf(call, set);
  const { quick, whole } = set.engine[which];
  const { verdict: first, said } = ask(set, quick, spoken);
  // Where none permits it and none forbids it, all of them one by one say the same.
  if (first.allowed || quick === whole || said === 'nothing') return first;
  const { verdict } = ask(set, whole, spoken);
  // SECURITY: quick-form-denies-too
  return verdict.allowed ? failed([DISAGREE]) : verdict;
}

/** Whether it is allowed, and nothing else. */
export function allows(set: PolicySet, which: Selection, call: Call): boolean {
  return ask(set, set.engine[which].quick, spokenOf(call, set)).verdict.allowed;
}

interface Answer {
  readonly verdict: Verdict;
  /** `nothing`: no policy holds, and none went wrong. */
  readonly said: 'nothing' | 'something';
}

function ask(set: PolicySet, preparsedPolicySetId: string, call: Call): Answer {
  let answer: cedar.AuthorizationAnswer;
  try {
    answer = cedar.statefulIsAuthorized({ ...call, preparsedPolicySetId });
  } catch (error) {
    // The engine may be broken from here on, and say no to everything: see `doesAnswer`.
    return broken([error instanceof Error ? error.message : 'The policy engine threw.']);
  }
  if (answer.type === 'failure') return broken(answer.errors.map(({ message }) => message));
  const { decision, diagnostics } = answer.response;
  // SECURITY: policy-error-denies
  if (diagnostics.errors.length > 0) {
    return broken(diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`));
  }
  // The engine names them in any order, another one each time: the same question has the same answer, also in words.
  const { reason } = diagnostics;
  const by = reason.length === 0 ? [] : inOrder(set, new Set(reason));
  return {
    verdict: { allowed: decision === 'allow', by, errors: [] },
    said: reason.length === 0 ? 'nothing' : 'something',
  };
}

function broken(errors: readonly string[]): Answer {
  return { verdict: failed(errors), said: 'something' };
}

function inOrder(set: PolicySet, ids: ReadonlySet<string>): readonly PolicyFacts[] {
  return [...set.facts.values()].filter(({ id }) => ids.has(id));
}

/** Whether the engine is there at all: a question about nobody and nothing, to which any answer will do. */
export function doesAnswer(set: PolicySet): boolean {
  try {
    const answer = cedar.statefulIsAuthorized({
      principal: { type: 'User', id: '' },
      action: { type: 'Action', id: 'start' },
      resource: { type: 'Profile', id: '' },
      context: {},
      entities: [],
      preparsedPolicySetId: set.engine.all.whole,
    });
    return answer.type === 'success';
  } catch {
    return false;
  }
}

/** What no policy looks at need not be carried over to the engine: that is most of the time a decision takes. */
function spokenOf(call: Call, { speaks, attributes }: PolicySet): Call {
  return {
    ...call,
    context: only(speaks, call.context),
    entities: call.entities.map((entity) => ({ ...entity, attrs: only(attributes, entity.attrs) })),
  };
}

function only<T>(names: ReadonlySet<string>, all: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}

function failed(errors: readonly string[]): Verdict {
  return { allowed: false, by: [], errors };
}
