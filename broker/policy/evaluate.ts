/** Asks the engine one question. Whatever goes wrong in it is a no: an erroring forbid would otherwise just not hold. */
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyFacts } from './annotations.ts';
import type { PolicySet } from './policy-set.ts';
import type { Call } from './to-call.ts';

export interface Verdict {
  readonly allowed: boolean;
  /** The policies that made it so: permits where it is allowed; forbids where it is not, or none where nothing permits it. */
  readonly by: readonly PolicyFacts[];
  /** What went wrong; empty where nothing did. */
  readonly errors: readonly string[];
}

export function evaluate(set: PolicySet, which: keyof PolicySet['engine'], call: Call): Verdict {
  let answer: cedar.AuthorizationAnswer;
  try {
    const context = spokenOf(call.context, set);
    answer = cedar.statefulIsAuthorized({ ...call, context, preparsedPolicySetId: set.engine[which] });
  } catch (error) {
    // The engine may be broken from here on, and say no to everything: see `doesAnswer`.
    return failed([error instanceof Error ? error.message : 'The policy engine threw.']);
  }
  if (answer.type === 'failure') return failed(answer.errors.map(({ message }) => message));
  const { decision, diagnostics } = answer.response;
  // SECURITY: policy-error-denies
  if (diagnostics.errors.length > 0) {
    return failed(diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`));
  }
  const by = diagnostics.reason.flatMap((id) => set.facts.get(id) ?? []);
  return { allowed: decision === 'allow', by, errors: [] };
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
      preparsedPolicySetId: set.engine.all,
    });
    return answer.type === 'success';
  } catch {
    return false;
  }
}

/** What no policy looks at need not be carried over to the engine: that is most of the time a decision takes. */
function spokenOf(context: cedar.Context, { speaks }: PolicySet): cedar.Context {
  return Object.fromEntries(Object.entries(context).filter(([name]) => speaks.has(name)));
}

function failed(errors: readonly string[]): Verdict {
  return { allowed: false, by: [], errors };
}
