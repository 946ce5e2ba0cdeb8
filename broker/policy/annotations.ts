/**
 * What a policy's annotations say: its name, the words of a refusal, and whom to ask for approval. They steer routing and words only; whether
 * something may be started is decided by the policies themselves. Pure.
 */
import { suggest } from '../config/near-key.ts';
import type { ReviewStage } from '../../shared/review-need.ts';
import { hasDeceivingCharacters } from '../../shared/untrusted-text.ts';
import { parseApproval } from './approval-text.ts';

export interface PolicyFacts {
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  /** For whoever is refused by this policy. */
  readonly denyReason: string | null;
  /** Whom what this permits has to be approved by; `profile`: by whom the profile names. */
  readonly approval: Approval;
  /** Whose members are told at once when something is started by this permit. */
  readonly announceTo: string | null;
}

export type Approval = 'profile' | readonly ReviewStage[];

const ALLOWED = ['id', 'approval', 'deny_reason', 'announce', 'description'];
const GROUP = /^group:([a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9]))$/u;
const LONGEST_REASON = 300;

export type FactsResult =
  | { readonly ok: true; readonly value: PolicyFacts }
  | { readonly ok: false; readonly sentences: readonly string[] };

export function readAnnotations(
  effect: 'permit' | 'forbid',
  annotations: Readonly<Record<string, string | null>>,
): FactsResult {
  const wrong = Object.keys(annotations)
    .filter((name) => !ALLOWED.includes(name))
    .map(
      (name) => `There is no annotation @${name}.${suggest(name, ALLOWED)} Allowed: ${ALLOWED.join(', ')}.`,
    );
  const { id, approval: approvalText, deny_reason: denyReason, announce } = annotations;
  if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9-]{0,63}$/u.test(id)) {
    wrong.push('Give this policy a name: @id("…"), up to 64 lower-case letters, digits and dashes.');
  }
  if (typeof denyReason === 'string' && (denyReason.trim() === '' || denyReason.length > LONGEST_REASON)) {
    wrong.push(`@deny_reason takes 1 to ${LONGEST_REASON} characters.`);
  }
  if (typeof denyReason === 'string' && hasDeceivingCharacters(denyReason)) {
    wrong.push('Leave control and invisible characters out of @deny_reason.');
  }
  if (denyReason !== undefined && effect === 'permit') wrong.push('@deny_reason stands at a forbid.');
  if (approvalText !== undefined && effect === 'forbid') wrong.push('@approval stands at a permit.');
  if (announce !== undefined && effect === 'forbid') wrong.push('@announce stands at a permit.');
  const announceTo = GROUP.exec(announce ?? '')?.[1] ?? null;
  if (announce !== undefined && announceTo === null) wrong.push('@announce takes "group:security".');
  const approval = approvalText === undefined ? [] : parseApproval(approvalText ?? '');
  if (typeof approval === 'object' && 'wrong' in approval) wrong.push(approval.wrong);
  if (wrong.length > 0 || typeof id !== 'string' || (typeof approval === 'object' && 'wrong' in approval)) {
    return { ok: false, sentences: wrong };
  }
  return { ok: true, value: { id, effect, denyReason: denyReason ?? null, approval, announceTo } };
}
