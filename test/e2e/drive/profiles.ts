// The configuration the end-to-end tests run the broker with: the demo target, two accounts, and profiles whose only
// peculiarity is that they are short, so that an end can be waited for.
const read = (id: string, name: string, longest: string, more = ''): string => `
  - id: ${id}
    name: ${name}
    summary: Look at customers and invoices. Nothing can be changed.
    importance: low
    groups: [payments]
    longest: ${longest}
${more}    entitlements:
      - target: billing
        database: billing
        role: billing_read
        allows: [Read all tables]
        denies: [Change or delete rows]
`;

export const PROFILES = {
  read: 'Read the billing database',
  brief: 'Read billing briefly',
  fiveMinutes: 'Read billing for five minutes',
  oneMinute: 'Read billing for a minute',
  reason: 'Read billing with a reason',
  high: 'Read billing with care',
  reviewed: 'Fix a customer record',
  reviewedCare: 'Read billing under review',
  reviewedBrief: 'Read billing briefly under review',
  invoiceCase: 'Work on an invoice case',
  extendable: 'Read billing and a little longer',
  sshLonger: 'Look at the bastion and a little longer',
  lapsing: 'Read billing if somebody looks soon',
  broken: 'Read billing and what is not there',
} as const;

/** `stint.yaml` on a given port (0: any). */
export function testConfig(port: number): string {
  return `
listen: { host: 127.0.0.1, port: ${String(port)} }
storage: { kind: embedded }
accounts:
  - { name: engineer, displayName: Erin Engineer, groups: [payments] }
  - { name: reviewer, displayName: Robin Reviewer, groups: [dba] }
  - { name: second, displayName: Sam Second, groups: [dba] }
targets:
  - { id: billing, name: billing, kind: demo }
  - { id: bastion, name: bastion, kind: demo-ssh }
profiles:
${read('billing-read', PROFILES.read, '8 h')}
${read('billing-brief', PROFILES.brief, '20 s')}
${read('billing-five', PROFILES.fiveMinutes, '312 s')}
${read('billing-minute', PROFILES.oneMinute, '72 s')}
${read('billing-reason', PROFILES.reason, '30 min', '    reason: required\n')}
${read('billing-care', PROFILES.high, '30 min').replace('importance: low', 'importance: high')}
${read('billing-fix', PROFILES.reviewed, '1 h', '    reason: required\n    review: { group: dba, count: 1 }\n')}
${read('billing-reviewed', PROFILES.reviewedCare, '30 min', '    review: { group: dba, count: 1 }\n').replace('importance: low', 'importance: high')}
${read('billing-longer', PROFILES.extendable, '30 s', '    total: 70 s\n')}
${read('invoice-case', PROFILES.invoiceCase, '30 min')}
      - target: bastion
        principal: bastion
        allows: [Open a terminal]
  - id: bastion-longer
    name: ${PROFILES.sshLonger}
    importance: low
    groups: [payments]
    longest: 30 s
    total: 50 s
    entitlements:
      - target: bastion
        principal: bastion
        allows: [Open a terminal]
${read('billing-lapse', PROFILES.lapsing, '30 min', '    reviewWithin: 25 s\n    review: { group: dba, count: 1 }\n')}
${read('billing-broken', PROFILES.broken, '30 min')}
      - target: billing
        database: billing
        role: billing_gone
${read('billing-brief-fix', PROFILES.reviewedBrief, '35 s', '    total: 55 s\n    review: { group: dba, count: 1 }\n')}
`;
}
