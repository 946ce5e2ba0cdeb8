/** What policies' authors order on the command line: explain one decision, or try a table of them. It needs no storage and changes nothing. */
import { readFileSync } from 'node:fs';
import type { Config } from '../config/schema.ts';
import { parseDuration } from '../config/duration-text.ts';
import { toProfileRules } from '../config/to-profile-rules.ts';
import { LOCAL_ISSUER } from '../identity/people.ts';
import type { Person } from '../../shared/person.ts';
import type { Instant } from '../../shared/instant.ts';
import { parseApproval } from './approval-text.ts';
import { explain } from './explain.ts';
import type { JudgeDeps } from './judge.ts';
import { parseCases, tryCase } from './policy-cases.ts';
import type { PolicySet } from './policy-set.ts';

export type PolicyOrder =
  | {
      readonly command: 'explain';
      /** A local account. */
      readonly as: string;
      readonly profile: string;
      readonly duration: string;
      readonly reason: string;
      readonly ticket: string | null;
      /** "1 of group:dba", each that is there already. */
      readonly approvals: readonly string[];
      readonly config: string | null;
    }
  | { readonly command: 'try'; readonly file: string; readonly config: string | null };

export interface PolicyOutcome {
  readonly ok: boolean;
  readonly text: string;
}

export function carryOutPolicyOrder(
  order: PolicyOrder,
  { config, policies, at }: { readonly config: Config; readonly policies: PolicySet; readonly at: Instant },
): PolicyOutcome {
  const failures: string[] = [];
  const deps: JudgeDeps = {
    policies: () => policies,
    timeZone: config.timeZone,
    // What fails is part of what is told.
    log: { info: ignore, warn: ignore, error: ignore },
  };
  const profiles = new Map(toProfileRules(config).map((rule) => [rule.profile.id, rule]));
  const personOf = (name: string): Person | undefined => findAccount(config, name);
  switch (order.command) {
    case 'explain': {
      const person = personOf(order.as);
      const profile = profiles.get(order.profile);
      const durationSeconds = parseDuration(order.duration);
      if (person === undefined) failures.push(`There is no account “${order.as}” in this configuration.`);
      if (profile === undefined) failures.push(`There is no profile “${order.profile}”.`);
      if (durationSeconds === undefined) failures.push('Write --duration as "30m", "30 min" or "8 h".');
      const stages = order.approvals.map(parseApproval);
      if (stages.some((stage) => !Array.isArray(stage))) failures.push('Write --approved "1 of group:dba".');
      if (
        person === undefined ||
        profile === undefined ||
        durationSeconds === undefined ||
        failures.length > 0
      )
        return { ok: false, text: failures.join('\n') };
      const { reason, ticket } = order;
      const from = { address: '127.0.0.1', signedInAt: at };
      const question = { person, profile, at, from, durationSeconds, reason, ticket };
      const approvals = stages.flatMap((stage) =>
        typeof stage === 'object' && !('wrong' in stage) ? stage : [],
      );
      return { ok: true, text: explain(deps, question, approvals) };
    }
    case 'try':
      return tryAll(order.file, (one) => tryCase(deps, { profiles, personOf }, one));
  }
}

function tryAll(file: string, tryOne: (one: Parameters<typeof tryCase>[2]) => string | null): PolicyOutcome {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { ok: false, text: `${file} cannot be read.` };
  }
  const cases = parseCases(text);
  if (!cases.ok) return { ok: false, text: `${file}: ${cases.sentence}` };
  const lines = cases.value.map((one) => {
    const instead = tryOne(one);
    return instead === null
      ? `ok    ${one.name}`
      : `WRONG ${one.name}: expected ${one.expect}${one.says === undefined ? '' : ` (“${one.says}”)`}, got ${instead}`;
  });
  const wrong = lines.filter((line) => line.startsWith('WRONG')).length;
  return {
    ok: wrong === 0,
    text: [...lines, `${lines.length - wrong} of ${lines.length} as expected.`].join('\n'),
  };
}

function findAccount({ accounts }: Config, name: string): Person | undefined {
  const account = accounts.find((each) => each.name === name);
  if (account === undefined) return undefined;
  const { displayName = name, groups } = account;
  return {
    id: '',
    issuer: LOCAL_ISSUER,
    subject: name,
    name: displayName,
    groups,
    mayApprove: false,
    isAdmin: false,
  };
}

function ignore(): void {
  // Told by the explanation itself.
}
