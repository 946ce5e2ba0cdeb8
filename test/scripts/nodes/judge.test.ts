// The judge of the nodes: each finding can fail.
import { expect, it } from 'vitest';
import type { Grant, Lease } from '../../../shared/grant.ts';
import type { Cluster } from '../../../scripts/nodes/cluster.ts';
import { createWatch, judge } from '../../../scripts/nodes/judge.ts';
import type { Load } from '../../../scripts/nodes/load.ts';
import { makeActive, makeApproved, makeEnded, makeId } from '../../fakes/make-grant.ts';

const LEASE = '01M87P5HVKJ6Z7MGXMWTPWK99W';

interface World {
  readonly grants: readonly Grant[];
  readonly told: readonly Grant[];
  readonly logins: readonly string[];
  readonly leases: readonly string[];
  readonly twice: readonly string[];
  readonly strange: string[];
}

const approved = makeApproved(makeId(1), 0);
const lease: Lease = {
  id: LEASE,
  entitlementId: 'billing-read',
  kind: 'postgresql',
  targetName: 'billing',
  account: 'stint_1',
  state: { state: 'active' },
};
const active = makeActive(approved, { startedAt: 0, expiresAt: 1, leases: [lease] });
const ended = makeEnded(active, 'released', 1);
const WELL: World = { grants: [ended], told: [ended], logins: [], leases: [], twice: [], strange: [] };

async function failing(world: World): Promise<readonly string[]> {
  const cluster: Pick<Cluster, 'askStorage' | 'askTarget'> = {
    askTarget: async () => world.logins.map((id) => ({ rolname: `stint_${id.toLowerCase()}` })),
    async askStorage(text) {
      if (text.includes('from grants')) return world.grants.map((document) => ({ document }));
      if (text.includes('from audit')) return world.twice.map((subject) => ({ subject }));
      if (text.includes('count(*)')) return [{ count: 0 }];
      return world.leases.map((id) => ({ id, state: 'stuck', trouble: 'away' }));
    },
  };
  const load = {
    streams: [{ grants: new Map(world.told.map((grant) => [grant.id, grant])) }],
    trouble: { unavailable: 0, unreachable: 0, strange: world.strange },
  };
  // The judge asks no more of them than this.
  const findings = await judge(
    cluster as Cluster,
    load as unknown as Load,
    createWatch(cluster as Cluster),
    0,
  );
  return findings.filter(({ holds }) => !holds).map(({ what }) => what);
}

it.each<[string, Partial<World>, readonly string[]]>([
  ['nothing', {}, []],
  [
    'a grant that lives',
    { grants: [approved], told: [] },
    ['each grant has ended', 'each event has arrived'],
  ],
  ['an event that was lost', { told: [] }, ['each event has arrived']],
  ['an end that was not told', { told: [{ ...ended, leases: [lease] }] }, ['each event has arrived']],
  ['a login that is left', { logins: [LEASE] }, ['every login is gone from the target']],
  ['a lease that is left', { leases: [LEASE] }, ['each lease is revoked']],
  ['an end that came twice', { twice: ['x'] }, ['nothing ended twice']],
  ['a strange answer', { strange: ['500'] }, ['nothing strange was answered']],
])('finds %s', async (_, change, expected) => {
  expect(await failing({ ...WELL, ...change })).toEqual(expected);
});
