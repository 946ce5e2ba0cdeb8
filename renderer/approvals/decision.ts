/** What was decided last about a grant, read out of it: by whom, when, and with which words. Pure. */
import type { Extension, Grant, Review } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import { shortest } from '../../shared/reviewing.ts';
import type { PersonName } from '../../shared/person.ts';

export interface Decision {
  readonly what: 'request' | 'extension';
  readonly outcome: 'approved' | 'denied' | 'lapsed' | 'withdrawn';
  /** `null` where nobody decided: policy did, or time. */
  readonly by: PersonName | null;
  readonly at: Instant;
  readonly comment: string | null;
  /** What was granted, or asked for where it was not. */
  readonly seconds: number;
  /** When an approved grant ended; `null` while it has not. */
  readonly endedAt: Instant | null;
}

/** The latest decision; `null` while people are still to decide. */
export function latestDecision(grant: Grant): Decision | null {
  const extensions = grant.status === 'active' || grant.status === 'ended' ? grant.extensions : [];
  const extension = extensions.filter(({ needs, outcome }) => needs !== null && outcome !== 'pending').at(-1);
  return extension === undefined ? ofRequest(grant) : ofExtension(grant, extension);
}

function ofExtension(grant: Grant, extension: Extension): Decision | null {
  const { outcome, reviews, durationSeconds, reviewBy } = extension;
  if (outcome === 'pending') return null;
  const last = reviews.at(-1);
  return {
    what: 'extension',
    outcome,
    ...signed(outcome === 'lapsed' ? undefined : last, reviewBy),
    seconds: shortest(durationSeconds, reviews),
    endedAt: outcome === 'approved' ? endOf(grant) : null,
  };
}

function ofRequest(grant: Grant): Decision | null {
  if (grant.status === 'pending') return null;
  const last = grant.reviews.at(-1);
  const outcome = outcomeOf(grant);
  const at = grant.status === 'ended' ? grant.endedAt : grant.requestedAt;
  return {
    what: 'request',
    outcome,
    ...signed(outcome === 'approved' || last?.verdict === 'deny' ? last : undefined, at),
    ...(grant.status === 'ended' && outcome === 'denied' ? { comment: grant.note } : {}),
    seconds: outcome === 'approved' ? shortest(grant.durationSeconds, grant.reviews) : grant.durationSeconds,
    endedAt: outcome === 'approved' ? endOf(grant) : null,
  };
}

function outcomeOf(grant: Grant): Decision['outcome'] {
  if (grant.status !== 'ended') return 'approved';
  const { why } = grant;
  return why === 'denied' || why === 'lapsed' || why === 'withdrawn' ? why : 'approved';
}

function signed(review: Review | undefined, at: Instant): Pick<Decision, 'by' | 'at' | 'comment'> {
  return { by: review?.by ?? null, at: review?.at ?? at, comment: review?.comment ?? null };
}

function endOf(grant: Grant): Instant | null {
  return grant.status === 'ended' ? grant.endedAt : null;
}
