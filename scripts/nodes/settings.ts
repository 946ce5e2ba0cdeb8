// The configuration that all nodes share: a storage and a target of their own kind, many people, two who review.
import path from 'node:path';

export const REVIEWERS = ['reviewer-1', 'reviewer-2'] as const;
/** Policy decides alone. */
export const AT_ONCE = 'billing-read';
/** One of the reviewers must approve. */
export const BY_REVIEW = 'billing-fix';

export function personName(index: number): string {
  return `person-${String(index + 1)}`;
}

/** Where the secrets lie that the configuration names; whoever makes the cluster writes them, 0600. */
export function secretFile(folder: string, name: 'owner' | 'run' | 'issuer'): string {
  return path.join(folder, `${name}.secret`);
}

export function toYaml(options: {
  readonly folder: string;
  readonly people: number;
  /** Beside the two that the load asks for. */
  readonly moreProfiles: number;
  readonly target: { readonly host: string; readonly port: number };
  readonly issuer: string;
  readonly leftBehindRole: string;
}): string {
  const { folder, people, moreProfiles, target } = options;
  const account = (name: string, group: string): string => `  - { name: ${name}, groups: [${group}] }`;
  return `listen: { host: 127.0.0.1, port: 0 }
storage:
  kind: postgresql
  owner: file:${secretFile(folder, 'owner')}
  run: file:${secretFile(folder, 'run')}
accounts:
${Array.from({ length: people }, (_, index) => account(personName(index), 'payments')).join('\n')}
${REVIEWERS.map((name) => account(name, 'dba')).join('\n')}
targets:
  - id: billing
    name: billing
    kind: postgresql
    host: ${target.host}
    port: ${String(target.port)}
    username: ${options.issuer}
    password: file:${secretFile(folder, 'issuer')}
    leftBehindRole: ${options.leftBehindRole}
    sslMode: disable
profiles:
${profile(AT_ONCE, 'billing_read', '')}
${profile(BY_REVIEW, 'billing_write', '    review: { group: dba, count: 1 }\n')}
${Array.from({ length: moreProfiles }, (_, index) => profile(`more-${String(index)}`, 'billing_read', '')).join('\n')}`;
}

function profile(id: string, role: string, more: string): string {
  return `  - id: ${id}
    name: ${id}
    summary: Under load.
    groups: [payments]
    longest: 1 h
${more}    entitlements:
      - { target: billing, database: billing, role: ${role}, allows: [Work] }`;
}
