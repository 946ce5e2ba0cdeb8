/** What was decided last about a grant, read out of it: by whom, when, and with which words. Pure. */
import type { Afterwards, Extension, Grant, Review } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Asks } from '../../shared/inbox.ts';
import { shortest } from '../../shared/reviewing.ts';
import type { PersonName } from '../../shared/person.ts';

export interface Decision {
  readonly what: Asks;
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
  const afterwards = 'afterwards' in grant ? ofAfterwards(grant, grant.afterwards) : null;
  if (afterwards !== null) return afterwards;
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

/** An extension is decided before it, or lapses with the end; this is the last word on a grant. */
function ofAfterwards(grant: Grant, afterwards: Afterwards | undefined): Decision | null {
  if (afterwards === undefined || afterwards.outcome === 'pending') return null;
  const { outcome, reviews, reviewBy } = afterwards;
  return {
    what: 'afterwards',
    outcome,
    ...signed(outcome === 'lapsed' ? undefined : reviews.at(-1), reviewBy),
    seconds: grant.durationSeconds,
    endedAt: endOf(grant),
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
