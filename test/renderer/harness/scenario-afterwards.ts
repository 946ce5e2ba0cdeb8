// Access that nobody had approved, looked at afterwards: as whoever looks sees it, as whoever took it, and on record.
import type { Page } from 'playwright';
import type { Afterwards, Grant, GrantIn } from '../../../shared/grant.ts';
import type { InboxItem } from '../../../shared/inbox.ts';
import type { Instant } from '../../../shared/instant.ts';
import type { LiveGrant, Snapshot } from '../../../shared/snapshot.ts';
import { makeReceipt } from './make-grants.ts';
import { KIM, makeInboxItem, makeReview, makeReviewer, ROBIN } from './make-inbox.ts';
import { HOUR_MS, makeActive, makeId, MINUTE_MS } from './make-snapshot.ts';
import type { Scenario } from './scenario.ts';

const NAME = 'Break-glass: production orders';
const REASON = 'Checkout fails for all customers, INC-204';
const OLU = { id: makeId(9), name: 'Olu Park' };
const MINE = { name: 'Sam Hill', id: makeId(4) };

function asked(at: Instant, more: Partial<Afterwards> = {}): Afterwards {
  const needs = { count: 1, group: 'security' };
  return { askedAt: at, needs, reviewBy: at + 24 * HOUR_MS, reviews: [], outcome: 'pending', ...more };
}

function taken(
  now: Instant,
  number: number,
  afterwards: Afterwards,
): LiveGrant & { grant: GrantIn<'active'> } {
  const live = makeActive(now, {
    number,
    profileName: NAME,
    lengthMs: 15 * MINUTE_MS,
    leftMs: 11 * MINUTE_MS,
  });
  if (live.grant.status !== 'active') throw new Error('It is active.');
  return { ...live, grant: { ...live.grant, importance: 'critical', reason: REASON, afterwards } };
}

function over(
  number: number,
  endedAt: Instant,
  more: Partial<Afterwards>,
  why: 'expired' | 'revoked' = 'expired',
): Grant {
  const startedAt = endedAt - 9 * MINUTE_MS;
  const { grant } = makeReceipt({ number, endedAt, startedAt, why, profileName: NAME });
  return { ...grant, importance: 'critical', afterwards: asked(startedAt, more) } as Grant;
}

function item(now: Instant, number: number, grant: Grant, askedAt: Instant): InboxItem {
  return makeInboxItem(now, number, {
    grant: { ...grant, person: OLU, ticket: null },
    asks: 'afterwards',
    durationSeconds: 900,
    reason: REASON,
    askedAt,
    reviewBy: askedAt + 24 * HOUR_MS,
    needs: { count: 1, group: 'security' },
    alsoAsked: [KIM, MINE],
    lately: { started: 1, denied: 0, lastEndedAt: now - 200 * HOUR_MS },
  });
}

export function afterwardsScenarios(
  now: Instant,
  base: (more?: Partial<Snapshot>) => Snapshot,
): readonly Scenario[] {
  const reviewer = (more: Partial<Snapshot>): Snapshot => ({ ...makeReviewer(base()), ...more });
  const open = async (page: Page): Promise<void> => {
    await page.getByRole('tab', { name: 'Approvals' }).click();
    await page.getByRole('heading', { name: 'Approvals' }).waitFor();
  };
  const since = now - 4 * MINUTE_MS;
  const running = item(now, 70, taken(now, 70, asked(since)).grant, since);
  const ended = item(now, 71, over(71, now - 20 * HOUR_MS, {}), now - 20 * HOUR_MS - 9 * MINUTE_MS);
  const objection = makeReview(now - 3 * HOUR_MS, {
    by: ROBIN,
    verdict: 'deny',
    comment: 'No incident was open.',
  });
  const decided = [
    over(72, now - 2 * HOUR_MS, { outcome: 'approved', reviews: [makeReview(now - HOUR_MS)] }),
    over(73, now - 3 * HOUR_MS, { outcome: 'denied', reviews: [objection] }, 'revoked'),
    over(74, now - 26 * HOUR_MS, { outcome: 'lapsed' }),
  ];
  const one = { waiting: [running], decided: [] };
  return [
    {
      name: 'afterwards',
      snapshot: reviewer({ inbox: { waiting: [ended, running], decided } }),
      reach: open,
    },
    { name: 'afterwards-decided', snapshot: reviewer({ inbox: { waiting: [], decided } }), reach: open },
    {
      name: 'afterwards-object',
      snapshot: reviewer({ inbox: one }),
      reach: async (page) => {
        await open(page);
        await page.getByRole('button', { name: 'Object…' }).click();
      },
    },
    {
      name: 'afterwards-mine',
      snapshot: base({
        live: [
          taken(now, 75, asked(since)),
          taken(now, 76, asked(since, { outcome: 'approved', reviews: [makeReview(now - MINUTE_MS)] })),
        ],
      }),
    },
    {
      name: 'afterwards-history',
      snapshot: base({
        history: [
          ...decided.map((grant) => ({ grant, wipes: [], endedBy: null, endedHereAt: null })),
          { grant: over(77, now - HOUR_MS, {}), wipes: [], endedBy: null, endedHereAt: null },
        ],
      }),
      reach: async (page) => {
        await page.getByRole('tab', { name: 'History' }).click();
        await page.locator('[role=tabpanel] > *').first().waitFor();
        await page.getByRole('button', { name: NAME }).nth(1).click();
        await page.getByText('Objected to by').waitFor();
      },
    },
  ];
}
