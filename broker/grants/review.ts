/**
 * One person's review of what a grant asks: a request, the extension of an active grant, or a look afterwards. Only present members of the needed group, never
 * the grant's own person, nobody twice, and only of exactly what is asked. The grant's row is locked meanwhile: two at once have one outcome.
 */
import type { Grant, Review } from '../../shared/grant.ts';
import type { GrantEvent } from '../../shared/grant-event.ts';
import type { Instant } from '../../shared/instant.ts';
import { isSamePerson, toPersonName, type Person } from '../../shared/person.ts';
import { pendingExtension } from '../../shared/reviewing.ts';
import { appendAudit } from '../audit/append.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import { inTransaction, type Tx } from '../storage/transaction.ts';
import { commentOf, findWrong, whyNotByPolicy, type ReviewOrder } from './against-review.ts';
import { meantBy, openAsk, type Ask } from './asked.ts';
import type { CarryOut } from './carry-out.ts';
import { applyEvent, type Change } from './change.ts';
import { latestExtension, whyDecided } from './decided.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';
import { findAnyGrant, lockAsked, type Asked } from './grant-rows.ts';
import { granted, refused, type Answer, type Refusal } from './refusal.ts';

type Reviewed =
  | { readonly ok: true; readonly change: Change }
  /** `change`: what time had done to the grant already. */
  | { readonly ok: false; readonly change: Change | null; readonly refusal: Refusal };

const NOT_YOURS = 'There is no such grant for you to review.';

export function createReview(
  deps: GrantDeps,
  afterCommit: AfterCommit,
  carryOut: CarryOut,
): (order: ReviewOrder) => Promise<Answer<Grant>> {
  return async (order) => {
    // Asked before any row is locked: it takes a connection of its own.
    const known = await findAnyGrant(deps.db, order.grantId);
    const asker = known === undefined ? undefined : await deps.identity.personOf(known.person.id);
    const reviewed = await inTransaction(deps.db, (tx) => review(deps, tx, order, asker));
    if (reviewed.change !== null) await afterCommit(reviewed.change);
    if (!reviewed.ok) return reviewed;
    const { grant } = reviewed.change;
    // A request that is approved has its person's start before it; an extension is carried out at once.
    if (pendingExtension(grant) === null || openAsk(grant) !== null) return granted(grant);
    try {
      return (await carryOut(grant.id)) ?? granted(grant);
    } catch (error) {
      // The review stands; the next sweep carries it out.
      deps.log.error({ err: error, grantId: grant.id }, 'Carrying out an approved extension threw');
      return granted(grant);
    }
  };
}

async function review(
  deps: GrantDeps,
  tx: Tx,
  order: ReviewOrder,
  asker: Person | undefined,
): Promise<Reviewed> {
  const { person, body } = order;
  const at = deps.clock.now();
  const row = await lockAsked(tx, order.grantId);
  if (row === undefined) return no('not-found', NOT_YOURS);
  // As it was when they asked, and as it is now: an account may have got its owner since.
  if ([row.grant.person, asker ?? row.grant.person].some((each) => isSamePerson(each, person))) {
    return recordRefusal(tx, order, at, no('forbidden', 'Nobody reviews their own request.'));
  }
  const memberOf = memberFor(deps, row, person);
  // SECURITY: review-members-only
  if (memberOf === null) {
    return recordRefusal(tx, order, at, no('not-found', NOT_YOURS));
  }
  const over = await applyEvent(tx, row.grant, { event: 'time-passed', at }, { actor: { kind: 'broker' } });
  const grant = over?.grant ?? row.grant;
  const refuse = (refusal: Refusal): Reviewed => ({ ok: false, change: over ?? null, refusal });

  const rule = deps.profiles.get(grant.profileId);
  if (rule === undefined)
    return refuse(refused('changed-meanwhile', 'This profile no longer exists.').refusal);
  const ask = openAsk(grant);
  const meant = meantBy(body.digest, grant, rule);
  if (ask === null || (meant !== null && meant !== ask.asks)) {
    const asks = meant ?? (latestExtension(grant) === null ? 'request' : 'extension');
    return refuse(whyDecided(grant, asks, person.id, at).refusal);
  }
  const wrong = findWrong({ grant, rule, ask, askedDigest: row.askedDigest }, order, at);
  if (wrong !== null) return refuse(wrong);
  // SECURITY: review-by-policy
  const forbidden = whyNotByPolicy(deps, order, { asker, grant, rule, ask, at, memberOf });
  if (forbidden !== null) {
    const refusal = no('forbidden', forbidden);
    await recordRefusal(tx, order, at, refusal);
    return refuse(refusal.refusal);
  }
  const change = await apply(tx, { grant, ask, rule, memberOf }, order, at);
  return change === undefined
    ? refuse(refused('wrong-status', 'This cannot be reviewed now.').refusal)
    : { ok: true, change };
}

/** As a member of which group this person may review it: the one that is asked, or the second one once that was asked as well. */
function memberFor(
  { profiles }: GrantDeps,
  { grant, group, second }: { readonly grant: Grant } & Asked,
  { groups }: Person,
): string | null {
  if (group !== null && groups.includes(group)) return group;
  // The configuration of now has to name it still.
  const stands = second !== null && profiles.get(grant.profileId)?.escalate?.group === second;
  return stands && groups.includes(second) ? second : null;
}

async function apply(
  tx: Tx,
  { grant, ask, rule, memberOf }: { grant: Grant; ask: Ask; rule: ProfileRule; memberOf: string },
  { person, body }: ReviewOrder,
  at: Instant,
): Promise<Change | undefined> {
  const { verdict, digest, source } = body;
  const by = toPersonName(person);
  const comment = commentOf(body);
  const durationSeconds = verdict === 'approve' ? (body.durationSeconds ?? null) : null;
  const { group } = ask.needs;
  // In place of the group that was asked.
  const stoodIn = memberOf === group ? {} : { memberOf };
  const given: Review = { by, at, verdict, comment, durationSeconds, group, ...stoodIn };
  return applyEvent(tx, grant, toEvent(ask, given, rule), {
    actor: { kind: 'person', id: by.id, name: by.name },
    details: { verdict, comment, durationSeconds, digest, group, ...stoodIn, source },
  });
}

function toEvent({ asks }: Ask, review: Review, { startBySeconds }: ProfileRule): GrantEvent {
  const { at } = review;
  switch (asks) {
    case 'request':
      return { event: 'reviewed', at, startBy: at + startBySeconds * 1000, review };
    case 'extension':
      return { event: 'extension-reviewed', at, review };
    case 'afterwards':
      return { event: 'afterwards-reviewed', at, review };
  }
}

/** Somebody reviews what is not theirs to review: it stands in the audit. */
async function recordRefusal(
  tx: Tx,
  { person, grantId, body }: ReviewOrder,
  at: Instant,
  refusal: Extract<Reviewed, { ok: false }>,
): Promise<Reviewed> {
  await appendAudit(tx, {
    at,
    actor: { kind: 'person', id: person.id, name: person.name },
    action: 'review-refused',
    subject: grantId,
    details: { code: refusal.refusal.code, verdict: body.verdict, source: body.source },
  });
  return refusal;
}

function no(code: Refusal['code'], sentence: string): Extract<Reviewed, { ok: false }> {
  return { ...refused(code, sentence), change: null };
}
