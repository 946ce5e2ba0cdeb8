/** The login's name for a lease, and back. Only names of exactly this form are ever touched at a target. */
const ACCOUNT = /^stint_([0-7][0-9a-hjkmnp-tv-z]{25})$/;

export function toAccount(leaseId: string): string {
  return `stint_${leaseId.toLowerCase()}`;
}

/** `undefined`: not one of ours. */
export function toLeaseId(account: string): string | undefined {
  return ACCOUNT.exec(account)?.[1]?.toUpperCase();
}
