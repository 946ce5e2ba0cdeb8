// An issuer whose target is a set of names, with failures to order and everything it was asked to do.
import type { Issuer, IssuerError, Revocation } from '../../../broker/ports/issuer.ts';

export const SECRET = 'canary-secret-of-a-lease';

export interface FakeIssuer extends Issuer {
  /** Ids of leases whose login exists. */
  readonly logins: Set<string>;
  readonly minted: string[];
  readonly revoked: string[];
  /** How many extensions and revocations are held up. */
  waiting: number;
  /** Every end that a login was moved to. */
  readonly ends: [leaseId: string, expiresAt: number][];
  /** How the next calls fail; `undefined`: they succeed. */
  failing: IssuerError | undefined;
  /** What revocations find. */
  found: Revocation;
  /** Of sessions whose login is gone. */
  readonly marks: Set<string>;
  /** Held up before they answer, until it resolves. */
  gate: Promise<void>;
  readonly secrets: Buffer[];
  /** How often somebody has looked for logins; held up before and after they are listed. */
  looks: number;
  beforeLook: () => Promise<void>;
  afterLook: () => Promise<void>;
}

export function createFakeIssuer(): FakeIssuer {
  const issuer: FakeIssuer = {
    logins: new Set(),
    minted: [],
    revoked: [],
    ends: [],
    waiting: 0,
    failing: undefined,
    found: { sessionsEnded: 0, leftBehind: [] },
    marks: new Set(),
    gate: Promise.resolve(),
    secrets: [],
    looks: 0,
    beforeLook: () => Promise.resolve(),
    afterLook: () => Promise.resolve(),
    accountFor: (leaseId) => `login_${leaseId.toLowerCase()}`,
    async mint({ leaseId, entitlement }) {
      await issuer.gate;
      if (issuer.failing !== undefined) return { ok: false, error: issuer.failing };
      issuer.logins.add(leaseId);
      issuer.minted.push(leaseId);
      const secret = Buffer.from(SECRET);
      issuer.secrets.push(secret);
      const connection = {
        kind: 'postgresql' as const,
        host: 'target.test',
        port: 5432,
        database: entitlement.kind === 'postgresql' ? entitlement.database : '',
        username: issuer.accountFor(leaseId, entitlement),
        sslMode: 'disable' as const,
      };
      return { ok: true, value: { connection, secret } };
    },
    async extend({ leaseId, expiresAt }) {
      issuer.waiting += 1;
      await issuer.gate;
      issuer.waiting -= 1;
      if (issuer.failing !== undefined) return { ok: false, error: issuer.failing };
      if (!issuer.logins.has(leaseId))
        return { ok: false, error: { kind: 'refused', sentence: 'It is gone.' } };
      issuer.ends.push([leaseId, expiresAt]);
      return { ok: true, value: { certificate: null } };
    },
    async revoke({ leaseId, mark }, noteDown) {
      issuer.waiting += 1;
      await issuer.gate;
      issuer.waiting -= 1;
      if (issuer.failing !== undefined) return { ok: false, error: issuer.failing };
      if (issuer.logins.has(leaseId) && issuer.found.sessionsEnded > 0) await noteDown(issuer.found);
      issuer.logins.delete(leaseId);
      issuer.marks.delete(mark ?? '');
      issuer.revoked.push(leaseId);
      return { ok: true, value: null };
    },
    async leasesAtTarget() {
      issuer.looks += 1;
      await issuer.beforeLook();
      if (issuer.failing !== undefined) return { ok: false, error: issuer.failing };
      const listed = [...issuer.logins];
      await issuer.afterLook();
      return { ok: true, value: listed };
    },
    marksAtTarget: () => Promise.resolve({ ok: true, value: [...issuer.marks] }),
    close: () => Promise.resolve(),
  };
  return issuer;
}
