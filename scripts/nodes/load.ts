// The load: people who ask, start and release at whichever node, a stream of each at another node, and reviewers who approve what they are
// told of.
import type { Cluster } from './cluster.ts';
import { createCalls, type Calls, type Trouble } from './calls.ts';
import { createPerson, type Person, type Tally } from './person.ts';
import { personName, REVIEWERS } from './settings.ts';
import { openStream, type Stream } from './stream.ts';

export interface Load {
  readonly tally: Tally;
  readonly trouble: Trouble;
  /** Of people, in their order. */
  readonly streams: readonly Stream[];
  /** Asks for nothing new, and ends all that lives. */
  windDown(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLoad(cluster: Cluster, people: number): Promise<Load> {
  const { nodes } = cluster;
  const tally: Tally = { asked: 0, started: 0, released: 0, failed: 0 };
  const trouble: Trouble = { unavailable: 0, unreachable: 0, strange: [] };
  const calls = createCalls(nodes, trouble);
  let turns = 0;
  const turn = (): number => (turns += 1);
  const names = Array.from({ length: people }, (_, index) => personName(index));
  const streams = names.map((name, first) => openStream({ nodes, first, token: cluster.tokenOf(name) }));
  const reviewers = REVIEWERS.map((name, first) => openReviewer(cluster, calls, trouble, name, first));
  const persons: Person[] = [];
  for (const name of names)
    persons.push(await createPerson({ calls, token: cluster.tokenOf(name), tally, trouble, turn }));

  let winding = false;
  const goesOn = (): boolean => !winding;
  const works = persons.map(async (person) => {
    while (goesOn()) {
      await person.oneGrant().catch((error: unknown) => void trouble.strange.push(String(error)));
    }
  });
  return {
    tally,
    trouble,
    streams,
    async windDown() {
      winding = true;
      await Promise.all(works);
      await Promise.all(persons.map((person) => person.endAll()));
    },
    async stop() {
      winding = true;
      await Promise.all([...streams, ...reviewers].map((stream) => stream.stop()));
      calls.close();
    },
  };
}

/** Approves what the stream's inbox tells of, at another node than the one that tells. Both reviewers try: one is too late, which is fine. */
function openReviewer(cluster: Cluster, calls: Calls, trouble: Trouble, name: string, first: number): Stream {
  const token = cluster.tokenOf(name);
  const seen = new Set<string>();
  return openStream({
    nodes: cluster.nodes,
    first,
    token,
    onInbox({ waiting }) {
      for (const { grant, digest } of waiting) {
        if (seen.has(grant.id)) continue;
        seen.add(grant.id);
        const body = { verdict: 'approve', digest, source: 'window' };
        const path = `/v1/grants/${grant.id}/reviews`;
        calls.call({ method: 'POST', path, token, body, first: first + 1 }).then(
          (reply) => {
            if (reply.status === 200 || reply.status === 409) return;
            trouble.strange.push(`review: ${JSON.stringify(reply.body)}`);
          },
          (error: unknown) => void trouble.strange.push(String(error)),
        );
      }
    },
  });
}
