/**
 * Takes claimed leases from their target without holding any lock, and has written down what came of it. Many at once where the target can do
 * that; what it leaves, and what has sessions or things of its own, one by one. One that fails holds no other up.
 */
import type { IssuerResult } from '../ports/issuer.ts';
import type { ClaimedLease } from './claim-due.ts';
import type { LeaseParts } from './lease-deps.ts';
import { toLeaseOrder } from './lease-row.ts';
import { finish, noteDown, noteMarks, postpone } from './outcomes.ts';

/** A target has a handful of connections for the broker. */
const AT_ONCE = 8;

/** `leases`: of one target, with one claim. */
export async function revokeClaimed(parts: LeaseParts, leases: readonly ClaimedLease[]): Promise<void> {
  const [first] = leases;
  if (first === undefined) return;
  await parts.claims.during(first.claim, async () => {
    const left = await revokeTogether(parts, leases);
    const waiting = [...left];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        await revokeOne(parts, next);
    };
    const works = Array.from({ length: Math.min(AT_ONCE, left.length) }, work);
    const failed = (await Promise.allSettled(works)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  });
}

/** Answers those that are left. */
async function revokeTogether(
  parts: LeaseParts,
  leases: readonly ClaimedLease[],
): Promise<readonly ClaimedLease[]> {
  const revokeMany = parts.issuers.get(leases[0]?.target_id ?? '')?.revokeMany;
  if (leases.length === 1 || revokeMany === undefined) return leases;
  const noted = new Map<string, string>();
  const result = await revokeMany(leases.map(toLeaseOrder), async (marks) => {
    await noteMarks(parts, leases, marks);
    for (const [id, mark] of marks) noted.set(id, mark);
  });
  if (!result.ok) {
    await postpone(parts, leases, result.error);
    return [];
  }
  const gone = new Set(result.value);
  await finish(
    parts,
    leases.filter(({ id }) => gone.has(id)),
  );
  return leases
    .filter(({ id }) => !gone.has(id))
    .map((lease) => ({ ...lease, mark: noted.get(lease.id) ?? lease.mark }));
}

async function revokeOne(parts: LeaseParts, lease: ClaimedLease): Promise<void> {
  const issuer = parts.issuers.get(lease.target_id);
  if (issuer === undefined) {
    const sentence = `The broker knows no target ${lease.target_id} any more; its login ${lease.account} may still be there.`;
    return postpone(parts, [lease], { kind: 'refused', sentence });
  }
  const result: IssuerResult<null> = await issuer.revoke(toLeaseOrder(lease), (found) =>
    noteDown(parts, lease, found),
  );
  return result.ok ? finish(parts, [lease]) : postpone(parts, [lease], result.error);
}
