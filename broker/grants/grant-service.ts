/**
 * The grants of everybody, in one place: what the routes call and what time and targets do to them. Every change is one transaction with
 * its audit entry and its event; effects follow the commit.
 */
import type { Grant, Status } from '../../shared/grant.ts';
import type { Inbox } from '../../shared/inbox.ts';
import { isSamePerson, type Person } from '../../shared/person.ts';
import type { ProfileOffer } from '../../shared/profile.ts';
import type { ReviewOrder } from './against-review.ts';
import { createAsk, type Asking } from './ask.ts';
import { createCarryOut } from './carry-out.ts';
import { createDeadlines } from './deadlines.ts';
import { createEnd, type EndOrder } from './end.ts';
import { escalateReviews } from './escalating.ts';
import { createExtend, type ExtendOrder } from './extend.ts';
import { createLeaseFollower } from './follow-leases.ts';
import { watchBrokenOff } from './broken-off.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';
import { findGrants, listGrants } from './grant-rows.ts';
import { createInbox } from './inbox.ts';
import { createGrantWork } from './grant-work.ts';
import { carryOutApproved, followUnfollowed, recoverGrants } from './recovery.ts';
import type { Circumstances } from '../ports/policy.ts';
import type { Answer } from './refusal.ts';
import { remindReviewers } from './reminding.ts';
import { createReview } from './review.ts';
import { createRevoke, type Revoke } from './revoke.ts';
import { createStart, type StartedGrant, type StartOrder } from './start.ts';
import { createBatch } from '../storage/batch.ts';

export interface GrantService {
  offers(person: Person, from: Circumstances): Promise<readonly ProfileOffer[]>;
  ask(asking: Asking): Promise<Answer<Grant>>;
  start(order: StartOrder): Promise<Answer<StartedGrant>>;
  release(order: EndOrder): Promise<Answer<Grant>>;
  withdraw(order: EndOrder): Promise<Answer<Grant>>;
  list(person: Person, status?: Status): Promise<readonly Grant[]>;
  /** Mine, or one that waits for my review. */
  find(person: Person, grantId: string): Promise<Grant | undefined>;
  review(order: ReviewOrder): Promise<Answer<Grant>>;
  extend(order: ExtendOrder): Promise<Answer<Grant>>;
  readonly inbox: (person: Person) => Promise<Inbox>;
  /** For admins. */
  readonly revoke: Revoke;
  /** Finishes what a crash has left, then follows time and leases. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

export function createGrantService(deps: GrantDeps): GrantService {
  const { db, clock, policy, profiles, leaseKeeper, feed, log } = deps;
  const starts = createGrantWork(deps);
  const seenGrant = createBatch((ids) => findGrants(db, ids));

  const afterCommit: AfterCommit = async (...changes) => {
    if (changes.length > 0) feed.look();
    const toForget: string[] = [];
    for (const { grant, effects } of changes) {
      for (const effect of effects) {
        switch (effect.effect) {
          case 'wake':
            deadlines.note(effect.at);
            break;
          case 'forget credentials':
            toForget.push(grant.id);
            break;
          case 'notify':
            log.info({ grantId: grant.id, notice: effect.notice }, 'Grant changed');
            break;
        }
      }
      if (grant.status === 'pending') deadlines.note(grant.reviewBy);
    }
    try {
      await leaseKeeper.endGrants(toForget);
    } catch (error) {
      log.error(
        { err: error, grantIds: toForget.slice(0, 20), grants: toForget.length },
        'Ordering the end of leases failed; the next sweep does it again',
      );
    }
  };
  const carryOut = createCarryOut(deps, afterCommit, starts);
  const isBeingStarted = (grantId: string): Promise<boolean> => starts.isBusy(grantId);
  let carrying: Promise<unknown> | undefined;
  const deadlines = createDeadlines(deps, afterCommit, async (since) => {
    await followUnfollowed(deps, since);
    // Beside all else, for it waits for targets.
    carrying ??= carryOutApproved(deps, { carryOut, isBeingStarted })
      .catch((error: unknown) => log.error({ err: error }, 'Carrying out approved extensions failed'))
      .finally(() => (carrying = undefined));
    await remindReviewers(deps);
    await escalateReviews(deps);
  });
  let stopWatching = (): Promise<void> => Promise.resolve();
  const follower = createLeaseFollower(deps);
  const unfollow = leaseKeeper.onChange((changes) => follower.note(changes));

  return {
    offers: (person, from) => policy.offers({ person, at: clock.now(), from }, profiles),
    ask: createAsk(deps, afterCommit),
    start: createStart(deps, afterCommit, starts),
    release: createEnd(deps, afterCommit, 'released'),
    withdraw: createEnd(deps, afterCommit, 'withdrawn'),
    list: (person, status) => listGrants(db, person.id, status),
    async find(person, grantId) {
      const seen = await seenGrant(grantId);
      if (seen === undefined) return undefined;
      const isReviewer =
        !isSamePerson(seen.grant.person, person) &&
        seen.waitsFor.some((group) => person.groups.includes(group));
      return seen.personId === person.id || isReviewer ? seen.grant : undefined;
    },
    review: createReview(deps, afterCommit, carryOut),
    extend: createExtend(deps, afterCommit, starts),
    inbox: createInbox(deps),
    revoke: createRevoke(deps, afterCommit),
    async run() {
      await recoverGrants(deps, afterCommit, isBeingStarted);
      await deadlines.start();
      stopWatching = watchBrokenOff(deps, afterCommit, isBeingStarted);
    },
    async stop() {
      const timeStopped = Promise.all([deadlines.stop(), stopWatching()]);
      // A start under way has logins in its hands: it is finished, or undone, while all it needs is still there.
      await starts.settled();
      unfollow();
      await timeStopped;
      await carrying;
      await follower.settled();
    },
  };
}
