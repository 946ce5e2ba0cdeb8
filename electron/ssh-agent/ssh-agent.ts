/**
 * Answers SSH clients for the certificates held now: tells them, and signs logins with their keys. A key is lent by custody for the length of one
 * signature and leaves this process never; at the end of its grant custody lends nothing, so there is nothing to forget here.
 */
import { createPrivateKey, sign } from 'node:crypto';
import type { SshConnection } from '../../shared/api-ssh.ts';
import type { Custodian } from '../ports/custodian.ts';
import {
  FAILURE,
  identitiesAnswer,
  readRequest,
  signatureAnswer,
  type AgentRequest,
  type Identity,
} from './agent-protocol.ts';
import { isLoginAs } from './login-request.ts';
import { readCertificate } from './read-certificate.ts';

export interface SshAgent {
  /** Answers one message, whatever it is. */
  readonly answer: (message: Buffer) => Promise<Buffer>;
}

interface Held extends Identity {
  readonly leaseId: string;
  readonly connection: SshConnection;
}

export function createSshAgent({
  custodian,
}: {
  readonly custodian: Pick<Custodian, 'holdings' | 'use'>;
}): SshAgent {
  const held = (): readonly Held[] =>
    custodian.holdings().flatMap(({ leaseId, connection, custody, targetName }) => {
      if (connection.kind !== 'ssh' || custody.custody !== 'held') return [];
      const read = readCertificate(connection.certificate);
      return read === null ? [] : [{ leaseId, connection, key: read.blob, comment: `Stint: ${targetName}` }];
    });

  async function signLogin({ key, data }: Extract<AgentRequest, { kind: 'sign' }>): Promise<Buffer> {
    const one = held().find((identity) => identity.key.equals(key));
    if (one === undefined) return FAILURE;
    // SECURITY: agent-signs-logins-only
    if (!isLoginAs(data, one.connection.username, one.key)) return FAILURE;
    const used = await custodian.use(one.leaseId, (secret) =>
      sign(null, data, createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' })),
    );
    return used.ok ? signatureAnswer(used.value) : FAILURE;
  }

  return {
    answer: async (message) => {
      const request = readRequest(message);
      switch (request.kind) {
        case 'identities':
          return identitiesAnswer(held());
        case 'sign':
          return signLogin(request);
        case 'other':
          return FAILURE;
      }
    },
  };
}
