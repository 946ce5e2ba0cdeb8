// The configuration behind the pictures: the plausible morning of a small company.
export const SHOWCASE = {
  read: 'Read the billing database',
  fix: 'Fix a customer record',
  support: 'Void an invoice',
  brief: 'Look up one invoice',
} as const;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  readonly importance?: string;
  readonly longest?: string;
  readonly role?: string;
  readonly more?: string;
}

const ROWS: readonly Row[] = [
  { id: 'billing-read', name: SHOWCASE.read, summary: 'Look at invoices, customers and payments' },
  {
    id: 'billing-fix',
    name: SHOWCASE.fix,
    summary: 'Correct rows of customers and invoices',
    importance: 'high',
    longest: '1 h',
    role: 'billing_write',
    more: 'reason: required, ticket: required, review: { group: dba, count: 1 }',
  },
  {
    id: 'invoice-void',
    name: SHOWCASE.support,
    summary: 'Void an invoice that was sent in error',
    importance: 'medium',
    longest: '30 min',
    role: 'billing_write',
    more: 'reason: required, review: { group: dba, count: 1 }',
  },
  { id: 'invoice-look', name: SHOWCASE.brief, summary: 'Find one invoice by its number', longest: '12 s' },
  {
    id: 'month-end',
    name: 'Prepare the month-end report',
    summary: 'Read everything the report needs',
    longest: '4 h',
  },
  { id: 'dunning', name: 'Check the dunning run', summary: 'See which reminders went out', longest: '2 h' },
];

export function showcaseConfig(port: number): string {
  const profiles = ROWS.map(
    ({ id, name, summary, importance = 'low', longest = '8 h', role = 'billing_read', more }) => `
  - {id: ${id}, name: ${name}, summary: '${summary}', importance: ${importance}, groups: [payments], longest: ${longest}${more === undefined ? '' : `, ${more}`},
     entitlements: [{target: billing, database: billing, role: ${role}, allows: [${role === 'billing_write' ? 'Read all tables, Change rows' : 'Read all tables'}], denies: [${role === 'billing_write' ? 'Change tables' : 'Change or delete rows'}]}]}`,
  );
  return `
listen: { host: 127.0.0.1, port: ${String(port)} }
storage: { kind: embedded }
accounts:
  - { name: engineer, displayName: Erin Engineer, groups: [payments] }
  - { name: reviewer, displayName: Robin Reviewer, groups: [dba] }
targets:
  - { id: billing, name: billing, kind: demo }
profiles:${profiles.join('')}
`;
}
