// Grants that have gone on or ended: extended ones, and receipts.
import type { Extension, GrantIn } from '../../../shared/grant.ts';
import type { Instant } from '../../../shared/instant.ts';
import type { Receipt } from '../../../shared/receipt.ts';
import type { LiveGrant } from '../../../shared/snapshot.ts';
import {
  DEVICE,
  HOUR_MS,
  makeActive,
  makeId,
  makeLease,
  makeRequest,
  MINUTE_MS,
  type GrantParts,
} from './make-snapshot.ts';

/** An active grant whose latest extension stands as given. */
export function makeExtended(
  now: Instant,
  parts: GrantParts,
  extension: Partial<Extension>,
  roomMs = 2 * HOUR_MS,
): LiveGrant {
  const live = makeActive(now, { ...parts, roomMs });
  if (live.grant.status !== 'active') return live;
  const latest: Extension = {
    askedAt: now - 2 * MINUTE_MS,
    durationSeconds: 900,
    reason: 'Two more invoices turned up',
    needs: { count: 1, group: 'dba' },
    reviewBy: live.until,
    reviews: [],
    outcome: 'pending',
    ...extension,
  };
  return { ...live, grant: { ...live.grant, extensions: [latest] } };
}

export interface ReceiptParts {
  readonly number?: number;
  readonly profileName?: string;
  readonly startedAt?: Instant | null;
  readonly endedAt: Instant;
  readonly why?: GrantIn<'ended'>['why'];
  readonly note?: string | null;
  readonly endedBy?: Receipt['endedBy'];
  readonly leftBehind?: readonly string[];
  readonly wipes?: Receipt['wipes'];
}

export function makeReceipt(parts: ReceiptParts): Receipt {
  const { number = 50, endedAt, why = 'released', note = null, endedBy = 'window' } = parts;
  const startedAt = parts.startedAt === undefined ? endedAt - 21 * MINUTE_MS : parts.startedAt;
  const leaseId = makeId(number + 1000);
  const used = startedAt !== null;
  return {
    grant: {
      ...makeRequest(endedAt, parts),
      requestedAt: (startedAt ?? endedAt) - MINUTE_MS,
      status: 'ended',
      why,
      endedAt,
      note,
      startedAt,
      heldBy: used ? DEVICE : null,
      leases: used
        ? [
            makeLease(number + 1000, {
              state: {
                state: 'revoked',
                revokedAt: endedAt + 1000,
                sessionsEnded: 1,
                leftBehind: parts.leftBehind ?? [],
              },
            }),
          ]
        : [],
      reviews: [],
      extensions: [],
    },
    wipes:
      parts.wipes ??
      (used
        ? [
            {
              leaseId,
              targetName: 'billing',
              custody: { custody: 'wiped', wipedAt: endedAt, readBack: 'absent' },
            },
          ]
        : []),
    endedBy: used ? endedBy : null,
    endedHereAt: used ? endedAt : null,
  };
}

/** A receipt with all there can be in one: a shortening, an extension, something left behind. */
export function makeReviewedReceipt(now: Instant): Receipt {
  const receipt = makeReceipt({
    endedAt: now - 30 * MINUTE_MS,
    number: 51,
    leftBehind: ['table public.scratch'],
  });
  const by = { id: makeId(3), name: 'Kim Sand' };
  const reviews = [
    { by, at: now - HOUR_MS, verdict: 'approve' as const, comment: 'Half will do.', durationSeconds: 900 },
  ];
  const extension: Extension = {
    askedAt: now - 40 * MINUTE_MS,
    durationSeconds: 900,
    reason: 'Two more invoices',
    needs: null,
    reviewBy: now,
    reviews: [],
    outcome: 'approved',
  };
  if (receipt.grant.status !== 'ended') return receipt;
  return { ...receipt, grant: { ...receipt.grant, reviews, extensions: [extension] } };
}
