// A broker with an admin, and what the tests of revoking share.
import { person as personSchema } from '../../../shared/api.ts';
import { askFor, registerDesktop, SHIPPED, startOn, startTestBroker } from '../test-broker.ts';
import type { Reply, TestBroker, TestBrokerOptions } from '../test-broker.ts';
import { query } from '../test-storage.ts';

export const WITH_ADMIN = SHIPPED.replace(
  'accounts:\n',
  `admins: security
accounts:
  - name: warden
    displayName: Wanda Warden
    groups: [security, payments]
  - name: colleague
    groups: [payments]
`,
);

export function startWithAdmin(options: TestBrokerOptions): Promise<TestBroker> {
  return startTestBroker({ yaml: WITH_ADMIN, ...options });
}

type Of = 'grants' | 'people' | 'targets';

export function revoke(
  broker: TestBroker,
  who: string,
  of: Of,
  id: string,
  reason = 'the laptop was stolen',
): Promise<Reply> {
  return broker.call(who, 'POST', `/v1/${of}/${id}/revoke`, { reason });
}

export async function idOf(broker: TestBroker, who: string): Promise<string> {
  return personSchema.parse((await broker.call(who, 'GET', '/v1/me')).body).id;
}

/** "active", "ended: revoked: because" */
export async function statusOf(broker: TestBroker, grantId: string): Promise<unknown> {
  const { rows } = await query(
    broker.access.owner,
    `select concat_ws(': ', status, document->>'why', document->>'note') as said from grants where id = '${grantId}'`,
  );
  return rows[0]?.['said'];
}

/** Of the audit. */
export async function entries(
  broker: TestBroker,
  action: string,
): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await query(
    broker.access.owner,
    `select entry::jsonb as entry from audit where entry::jsonb->>'action' = '${action}' order by seq`,
  );
  // The audit's own JSON.
  return rows.map(({ entry }) => entry as Record<string, unknown>);
}

/** Asks and starts; answers the grant's id. */
export async function startFor(broker: TestBroker, who: string, profileId = 'billing-read'): Promise<string> {
  const grantId = await askFor(broker, who, profileId);
  const sshPublicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0ZCiTTsbl6cGVFhAGdEKL5UIUhYPSxUtgpBd7LNu0v';
  const parts = profileId === 'billing-read' ? {} : { sshPublicKey };
  const reply = await startOn(broker, who, grantId, await registerDesktop(broker, who), parts);
  if (reply.status !== 200) throw new Error(reply.text);
  return grantId;
}
