// The states of the Approvals tab.
import type { Page } from 'playwright';
import type { Grant } from '../../../shared/grant.ts';
import type { Instant } from '../../../shared/instant.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { KIM, makeExtensionItem, makeInboxItem, makeReview, makeReviewer, ROBIN } from './make-inbox.ts';
import { makeReceipt } from './make-grants.ts';
import { HOUR_MS, makeId, makePending, MINUTE_MS } from './make-snapshot.ts';
import { LONG } from './scenario-offers.ts';
import type { Scenario } from './scenario.ts';

function decided(now: Instant): readonly Grant[] {
  const approved = makeReceipt({
    number: 60,
    endedAt: now - HOUR_MS,
    profileName: 'Look at production orders',
  }).grant;
  const denied = makeReceipt({
    number: 61,
    endedAt: now - 2 * HOUR_MS,
    startedAt: null,
    why: 'denied',
    note: 'The month is closed already; see the runbook.',
    profileName: 'Close the payroll month',
  }).grant;
  const lapsed = makeReceipt({
    number: 62,
    endedAt: now - 5 * HOUR_MS,
    startedAt: null,
    why: 'lapsed',
    profileName: LONG,
  }).grant;
  return [
    { ...approved, reviews: [makeReview(now - 2 * HOUR_MS, { durationSeconds: 900 })] },
    {
      ...denied,
      reviews: [
        makeReview(now - 2 * HOUR_MS, {
          verdict: 'deny',
          by: ROBIN,
          comment: 'The month is closed already.',
        }),
      ],
    },
    lapsed,
  ];
}

export function approvalScenarios(
  now: Instant,
  base: (more?: Partial<Snapshot>) => Snapshot,
): readonly Scenario[] {
  const reviewer = (more: Partial<Snapshot> = {}): Snapshot => ({ ...makeReviewer(base()), ...more });
  const deploy = makeInboxItem(now, 31, {
    grant: {
      ...makePending(now, { number: 31, profileName: 'Deploy to production hosts' }).grant,
      person: { id: makeId(9), name: 'Olu Park' },
      importance: 'critical',
    },
    durationSeconds: 3600,
    reason: 'Roll back release 812',
    askedAt: now - 11 * MINUTE_MS,
    reviewBy: now + 4 * MINUTE_MS,
    needs: { count: 2, group: 'sre-leads' },
    reviews: [makeReview(now - 2 * MINUTE_MS)],
    alsoAsked: [KIM, { id: makeId(4), name: 'Sam Hill' }],
    lately: { started: 0, denied: 0, lastEndedAt: null },
  });
  const inbox = { waiting: [deploy, makeInboxItem(now, 30)], decided: decided(now) };
  const open = async (page: Page): Promise<void> => {
    await page.getByRole('tab', { name: 'Approvals' }).click();
    await page.getByRole('heading', { name: 'Approvals' }).waitFor();
  };
  const one = { waiting: [makeInboxItem(now, 30)], decided: [] };
  const press = (name: string) => async (page: Page) => {
    await open(page);
    await page.getByRole('button', { name }).click();
  };
  return [
    { name: 'approvals-not-mine', snapshot: base(), reach: open },
    {
      name: 'approvals-none',
      snapshot: reviewer({ inbox: { waiting: [], decided: decided(now) } }),
      reach: open,
    },
    { name: 'approvals', snapshot: reviewer({ inbox }), reach: open },
    {
      name: 'approvals-extension',
      snapshot: reviewer({ inbox: { waiting: [makeExtensionItem(now, 33)], decided: [] } }),
      reach: open,
    },
    {
      name: 'approvals-stages',
      snapshot: reviewer({
        inbox: {
          waiting: [
            makeInboxItem(now, 35, {
              needs: { count: 2, group: 'dba', then: [{ count: 1, group: 'security' }] },
              reviews: [
                makeReview(now - 9 * MINUTE_MS, {
                  group: 'team-leads',
                  by: { id: makeId(6), name: 'Ada Long' },
                }),
                makeReview(now - 2 * MINUTE_MS, { group: 'dba' }),
              ],
            }),
          ],
          decided: [],
        },
      }),
      reach: open,
    },
    { name: 'approvals-shorten', snapshot: reviewer({ inbox: one }), reach: press('Shorten…') },
    { name: 'approvals-deny', snapshot: reviewer({ inbox: one }), reach: press('Deny…') },
    {
      name: 'approvals-deny-without-words',
      snapshot: reviewer({ inbox: one }),
      reach: async (page) => {
        await press('Deny…')(page);
        await page.keyboard.press('Control+Enter');
        await page.getByText('Say in a few words').waitFor();
      },
    },
    { name: 'approvals-waits', snapshot: reviewer({ inbox: one, reviewing: [makeId(30)] }), reach: open },
    {
      name: 'approvals-too-late',
      snapshot: reviewer({ inbox: one }),
      answers: {
        'review:give': {
          ok: false,
          error: { kind: 'refused', sentence: 'Kim Sand denied this a moment ago.', field: null },
        },
      },
      reach: async (page) => {
        await press('Approve 30 min')(page);
        await page.getByText('a moment ago').waitFor();
      },
    },
    {
      name: 'approvals-long',
      snapshot: reviewer({
        inbox: {
          waiting: [
            makeInboxItem(now, 34, {
              grant: {
                ...makePending(now, { number: 34, profileName: LONG }).grant,
                person: { id: makeId(8), name: LONG },
                ticket: 'x'.repeat(100),
              },
              reason: `<b>markup</b> & “quotes”\n${'word '.repeat(60)}${'w'.repeat(120)}`,
              alsoAsked: Array.from({ length: 20 }, (_, at) => ({
                id: makeId(200 + at),
                name: `Person ${String(at)} of the group`,
              })),
            }),
          ],
          decided: [],
        },
      }),
      reach: open,
    },
  ];
}
