/**
 * Asking for a grant. The same `Idempotency-Key` with the same body answers the grant it made, however often and however many at once;
 * with another body it is refused. Policy decides whether the grant is approved or waits.
 */
import type { GrantRequestBody } from '../../shared/api.ts';
import type { Source } from '../../shared/custody.ts';
import type { Grant, GrantIn } from '../../shared/grant.ts';
import { step } from '../../shared/lifecycle.ts';
import { toPersonName, type Person } from '../../shared/person.ts';
import { cleanText, LONGEST_REASON, LONGEST_TICKET } from '../../shared/untrusted-text.ts';
import type { Circumstances } from '../ports/policy.ts';
import { appendAudit } from '../audit/append.ts';
import { inTransaction } from '../storage/transaction.ts';
import { digestOfRequest } from './asked.ts';
import { answerAgain, takeKey, toAskingKey, type AskingKey } from './asking-keys.ts';
import { writeNewGrant } from './change.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';
import { countLive, MOST_LIVE } from './grant-rows.ts';
import { granted, refused, type Answer } from './refusal.ts';

export interface Asking {
  readonly person: Person;
  readonly from: Circumstances;
  readonly body: GrantRequestBody;
  readonly idempotencyKey: string;
}

export function createAsk(
  deps: GrantDeps,
  afterCommit: AfterCommit,
): (asking: Asking) => Promise<Answer<Grant>> {
  const { db, clock, newId, profiles, policy } = deps;

  return async ({ person, from, body, idempotencyKey }) => {
    // The same request from tray and window is one request: what ordered it is no part of it.
    const { source, ...asked } = body;
    const key = toAskingKey(person.id, idempotencyKey, asked);
    const earlier = await answerAgain(db, key);
    if (earlier !== undefined) return earlier;

    const profile = profiles.get(body.profileId);
    const at = clock.now();
    if (profile === undefined || !policy.maySee(person, profile, at, from)) {
      const sentence = 'There is no such profile for you. Ask for the list again.';
      if (profile !== undefined) await recordRefusal(person, body, sentence);
      return refused('unknown-profile', sentence);
    }
    const reason = cleanText(body.reason, LONGEST_REASON);
    const ticket = cleanText(body.ticket ?? '', LONGEST_TICKET) || null;
    const { durationSeconds } = body;
    const decision = policy.decide({ person, profile, at, from, durationSeconds, reason, ticket });
    if (decision.decision === 'deny') {
      // The other codes are slips in a form.
      if (decision.code === 'policy-refused') await recordRefusal(person, body, decision.sentence);
      return refused(decision.code, decision.sentence);
    }

    const pending: GrantIn<'pending'> = {
      id: newId(),
      person: toPersonName(person),
      profileId: profile.profile.id,
      profileName: profile.profile.name,
      importance: profile.profile.importance,
      durationSeconds,
      reason,
      ticket,
      requestedAt: at,
      status: 'pending',
      reviewBy: at + profile.reviewBySeconds * 1000,
      // Where policy decides alone it is approved at once, and this is never seen.
      needs: decision.decision === 'needs-review' ? decision.needs : NOBODY,
      reviews: [],
    };
    const startBy = at + profile.startBySeconds * 1000;
    const [grant, effects] =
      decision.decision === 'allow'
        ? step(pending, { event: 'approved', at, startBy, grantedSeconds: durationSeconds, review: null })
        : [pending, []];

    const written = await writeOnce(grant, person, key, source, digestOfRequest(grant, profile));
    if (written === 'too many') {
      return refused(
        'too-many-requests',
        `You have ${MOST_LIVE} grants already. Release or withdraw some first.`,
      );
    }
    if (written === 'key taken') {
      // Somebody with the same key was quicker by a moment.
      return (await answerAgain(db, key)) ?? refused('unavailable', 'Try again in a moment.');
    }
    await afterCommit({ grant, effects, group: written.group });
    return granted(grant);
  };

  /** Somebody asked for what is not theirs to ask for. */
  async function recordRefusal(
    person: Person,
    { profileId, durationSeconds, source }: GrantRequestBody,
    sentence: string,
  ): Promise<void> {
    await inTransaction(db, (tx) =>
      appendAudit(tx, {
        at: clock.now(),
        actor: { kind: 'person', id: person.id, name: person.name },
        action: 'request-refused',
        subject: profileId,
        details: { code: 'policy-refused', sentence, durationSeconds, source },
      }),
    );
  }

  /** Where it was not written, nothing was. */
  async function writeOnce(
    grant: Grant,
    person: Person,
    key: AskingKey,
    source: Source,
    askedDigest: string,
  ): Promise<Written | NotWritten['why']> {
    try {
      const group = await inTransaction(db, async (tx) => {
        const asked = await writeNewGrant(tx, grant, askedDigest, {
          actor: { kind: 'person', id: person.id, name: person.name },
          details: { source },
        });
        if (!(await takeKey(tx, key, grant.id, grant.requestedAt))) throw new NotWritten('key taken');
        // Counted behind the writers' lock: several requests at once do not see each other before it.
        if ((await countLive(tx, person.id)) > MOST_LIVE) throw new NotWritten('too many');
        return asked;
      });
      return { group };
    } catch (error) {
      if (error instanceof NotWritten) return error.why;
      throw error;
    }
  }
}

const NOBODY = { count: 1, group: '' };

/** Which group was asked to review it, if any. */
interface Written {
  readonly group: string | null;
}

/** Undoes the transaction; never leaves this file. */
class NotWritten extends Error {
  readonly why: 'key taken' | 'too many';

  constructor(why: 'key taken' | 'too many') {
    super(why);
    this.why = why;
  }
}
