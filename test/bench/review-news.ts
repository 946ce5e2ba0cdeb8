// How long a review takes from being sent to one node until the requester's stream at another tells of it.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { inboxAnswer } from '../../shared/api-review.ts';
import { grantAnswer } from '../../shared/api.ts';
import { createCalls, type Calls, type Trouble } from '../../scripts/nodes/calls.ts';
import type { Cluster } from '../../scripts/nodes/cluster.ts';
import { BY_REVIEW, personName, REVIEWERS } from '../../scripts/nodes/settings.ts';
import { openStream } from '../../scripts/nodes/stream.ts';
import { quantile, type Row } from './row.ts';

const ROUNDS = 200;
const WARM_UP = 10;

export async function measureReviews(cluster: Cluster): Promise<Row> {
  const trouble: Trouble = { unavailable: 0, unreachable: 0, strange: [] };
  const calls = createCalls(cluster.nodes, trouble);
  const token = cluster.tokenOf(personName(0));
  const arrivals = new Map<string, (at: number) => void>();
  const stream = openStream({
    nodes: cluster.nodes,
    first: 1,
    token,
    onGrant({ id, status }) {
      if (status === 'approved') arrivals.get(id)?.(performance.now());
    },
  });
  try {
    while (stream.snapshots() === 0) await pause(20);
    const times: number[] = [];
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      const took = await oneReview(calls, token, cluster.tokenOf(REVIEWERS[0]), arrivals);
      if (round >= 0) times.push(took);
    }
    if (trouble.strange.length + trouble.unreachable > 0) throw new Error(JSON.stringify(trouble));
    return {
      name: 'a review, sent to one node → in the requester’s stream at another',
      unit: 'ms',
      value: quantile(times, 0.99),
      baseline: null,
      limit: { of: 'value', most: 50 },
      taken: `p99 of ${String(ROUNDS)}, p50 ${quantile(times, 0.5).toFixed(1)} ms`,
    };
  } finally {
    await stream.stop();
    calls.close();
  }
}

async function oneReview(
  calls: Calls,
  token: string,
  reviewer: string,
  arrivals: Map<string, (at: number) => void>,
): Promise<number> {
  const ask = { profileId: BY_REVIEW, durationSeconds: 600, reason: 'bench', source: 'window' };
  const first = 0;
  const asked = await calls.call({
    method: 'POST',
    path: '/v1/grants',
    token,
    body: ask,
    key: randomUUID(),
    first,
  });
  const { grant } = grantAnswer.parse(asked.body);
  const inbox = await calls.call({ method: 'GET', path: '/v1/inbox', token: reviewer, first });
  const { digest } = inboxAnswer.parse(inbox.body).waiting.find((item) => item.grant.id === grant.id) ?? {
    digest: '',
  };
  const arrival = Promise.withResolvers<number>();
  arrivals.set(grant.id, arrival.resolve);
  const sentAt = performance.now();
  const path = `/v1/grants/${grant.id}/reviews`;
  const body = { verdict: 'approve', digest, source: 'window' };
  const reviewed = await calls.call({ method: 'POST', path, token: reviewer, body, first });
  if (reviewed.status !== 200) throw new Error(JSON.stringify(reviewed.body));
  const took = (await arrival.promise) - sentAt;
  const end = { source: 'window' };
  await calls.call({ method: 'POST', path: `/v1/grants/${grant.id}/withdraw`, token, body: end, first });
  return took;
}
