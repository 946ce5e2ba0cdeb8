// What must be true at the end, asked of the storage, the target and the streams: each grant has ended, every login is gone, each event has
// arrived. And all along: no login at the target for long that no lease stands for.
import { setTimeout as pause } from 'node:timers/promises';
import { toLeaseId } from '../../broker/issuers/postgresql/account.ts';
import type { Grant } from '../../shared/grant.ts';
import type { Cluster } from './cluster.ts';
import type { Load } from './load.ts';

export interface Finding {
  readonly what: string;
  readonly holds: boolean;
  /** How many it was seen of, or what stands against it. */
  readonly seen: string;
}

export interface Watch {
  readonly logins: () => number;
  /** Logins that had no lease for longer than {@link STRAY_FOR_MS}. */
  readonly strays: ReadonlySet<string>;
  /** Looks once; what cannot be asked now is asked next time. */
  look(): Promise<void>;
}

const STRAY_FOR_MS = 5_000;
const SETTLED_WITHIN_MS = 40_000;

async function loginsAt(cluster: Cluster): Promise<readonly string[]> {
  const rows = await cluster.askTarget(
    String.raw`select rolname from pg_roles where rolname like 'stint\_%'`,
  );
  return rows.flatMap(({ rolname }) => toLeaseId(String(rolname)) ?? []);
}

export function createWatch(cluster: Cluster): Watch {
  const since = new Map<string, number>();
  const strays = new Set<string>();
  let logins = 0;
  return {
    strays,
    logins: () => logins,
    async look() {
      try {
        const there = await loginsAt(cluster);
        logins = there.length;
        const rows = await cluster.askStorage(`select id from lease where state <> 'revoked'`);
        const known = new Set(rows.map(({ id }) => String(id)));
        for (const id of since.keys()) if (!there.includes(id) || known.has(id)) since.delete(id);
        for (const id of there.filter((each) => !known.has(each))) {
          const first = since.get(id) ?? performance.now();
          since.set(id, first);
          if (performance.now() - first > STRAY_FOR_MS) strays.add(id);
        }
      } catch {
        // The storage is away: nothing can be told of it now.
      }
    },
  };
}

/** After the load has wound down. */
export async function judge(
  cluster: Cluster,
  load: Load,
  watch: Watch,
  settledWithinMs = SETTLED_WITHIN_MS,
): Promise<readonly Finding[]> {
  await settle(cluster, load, performance.now() + settledWithinMs);
  const grants = await grantsOf(cluster);
  const alive = grants.filter(({ status }) => status !== 'ended');
  const logins = await loginsAt(cluster);
  const leases = await cluster.askStorage(`select id, state, trouble from lease where state <> 'revoked'`);
  const missed = grants.filter((grant) => !isTold(load, grant));
  const twice = await cluster.askStorage(`
    select subject from (select entry::jsonb->>'subject' as subject, entry::jsonb->>'action' as action from audit) as said
    where action in ('lease-revoked', 'grant-released', 'grant-minted', 'grant-mint-failed', 'grant-time-passed')
    group by subject, action having count(*) > 1 and action <> 'grant-minted'`);
  const asked = `${String(grants.length)} grants`;
  return [
    finding(
      'each grant has ended',
      alive.map(({ id, status }) => `${id} is ${status}`),
      asked,
    ),
    finding('every login is gone from the target', logins, 'none is left'),
    finding(
      'each lease is revoked',
      leases.map((row) => JSON.stringify(row)),
      'none is left',
    ),
    finding('no login was without a lease for long', [...watch.strays], 'looked every second'),
    finding(
      'each event has arrived',
      missed.map(({ id }) => id),
      `${asked}, as they ended, in their people’s streams`,
    ),
    finding(
      'nothing ended twice',
      twice.map(({ subject }) => String(subject)),
      'in the audit',
    ),
    finding('nothing strange was answered', load.trouble.strange, 'only “unavailable” in between'),
  ];
}

function finding(what: string, against: readonly string[], seen: string): Finding {
  if (against.length === 0) return { what, holds: true, seen };
  return { what, holds: false, seen: `${String(against.length)}: ${against.slice(0, 3).join('; ')}` };
}

async function grantsOf(cluster: Cluster): Promise<readonly Grant[]> {
  const rows = await cluster.askStorage('select document from grants order by id');
  // The broker's own documents.
  return rows.map(({ document }) => document as Grant);
}

/** Whether the person's stream has told of the grant as it stands in the storage. */
function isTold(load: Load, grant: Grant): boolean {
  return load.streams.some((stream) => {
    const told = stream.grants.get(grant.id);
    return told?.status === 'ended' && grant.status === 'ended' && leasesOf(told) === leasesOf(grant);
  });
}

function leasesOf(grant: Extract<Grant, { status: 'ended' }>): string {
  return grant.leases.map(({ id, state }) => `${id} ${state.state}`).join(' ');
}

/** Revocations and events are under way for a moment after the last release. */
async function settle(cluster: Cluster, load: Load, giveUpAt: number): Promise<void> {
  while (performance.now() < giveUpAt) {
    try {
      const grants = await grantsOf(cluster);
      const [left] = await cluster.askStorage(
        `select count(*)::int as count from lease where state <> 'revoked'`,
      );
      if (left?.['count'] === 0 && grants.every((grant) => isTold(load, grant))) return;
    } catch {
      // The storage is just coming back.
    }
    await pause(200);
  }
}
