// Two people who may review, one who may not, and what they ask and say: for the tests of reviews and extensions.
import { expect, vi } from 'vitest';
import { grantAnswer, problem } from '../../../shared/api.ts';
import { inboxAnswer } from '../../../shared/api-review.ts';
import type { Grant } from '../../../shared/grant.ts';
import type { Inbox, InboxItem } from '../../../shared/inbox.ts';
import { SHIPPED, type Reply, type TestBroker } from '../test-broker.ts';

/** `riley` reviews too, `dana` is in both groups, `stranger` in none; `billing-both` needs two reviews and lasts up to 3 h in all. */
export const REVIEW_YAML = SHIPPED.replace(
  'targets:\n  - id: billing',
  `  - name: riley
    displayName: Riley Second
    groups: [dba]
  - name: dana
    displayName: Dana Both
    groups: [payments, dba]
  - name: colleague
    displayName: Chris Colleague
    groups: [payments]
  - name: stranger
    groups: []

targets:
  - id: billing`,
).concat(`
  - id: billing-both
    name: Two of them
    summary: Needs two.
    groups: [payments]
    longest: 1 h
    review: { group: dba, count: 2 }
    entitlements:
      - target: billing
        database: billing
        role: billing_write
        allows: [Change rows]
`);

export const inboxOf = async (broker: TestBroker, who: string): Promise<Inbox> => {
  const reply = await broker.call(who, 'GET', '/v1/inbox');
  if (reply.status !== 200) throw new Error(reply.text);
  const { waiting, decided } = inboxAnswer.parse(reply.body);
  return { waiting, decided };
};

export async function itemOf(broker: TestBroker, who: string, grantId: string): Promise<InboxItem> {
  const item = (await inboxOf(broker, who)).waiting.find(({ grant }) => grant.id === grantId);
  if (item === undefined) throw new Error(`${grantId} does not wait for ${who}`);
  return item;
}

export interface Verdict {
  readonly verdict?: 'approve' | 'deny';
  readonly comment?: string;
  readonly durationSeconds?: number;
  readonly digest?: string;
}

/** Reviews what waits for `reviewer`, unless another digest is given. */
export async function review(
  broker: TestBroker,
  who: string,
  grantId: string,
  given: Verdict = {},
): Promise<Reply> {
  const digest = given.digest ?? (await itemOf(broker, 'reviewer', grantId)).digest;
  const body = { verdict: 'approve', source: 'window', ...given, digest };
  return broker.call(who, 'POST', `/v1/grants/${grantId}/reviews`, body);
}

export const grantOf = (reply: Reply): Grant => grantAnswer.parse(reply.body).grant;

export const look = async (broker: TestBroker, grantId: string, who = 'engineer'): Promise<Grant> =>
  grantOf(await broker.call(who, 'GET', `/v1/grants/${grantId}`));

/** Waits until the grant is so. Time goes on meanwhile: whoever was passed over is looked at again in a moment. */
export function becomes(
  broker: TestBroker,
  grantId: string,
  expected: object,
  who = 'engineer',
): Promise<void> {
  return vi.waitFor(async () => {
    broker.clock.advance(100);
    expect(await look(broker, grantId, who)).toMatchObject(expected);
  });
}

/** The code and the sentence of a refusal. */
export function said(reply: Reply): readonly [status: number, code: string, detail: string] {
  const { code, detail } = problem.parse(reply.body);
  return [reply.status, code, detail];
}
