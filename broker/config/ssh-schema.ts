/** What stint.yaml says of SSH: targets behind a certificate authority, and what an entitlement there gives. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { SSH_HOST, SSH_PRINCIPAL, SSH_USERNAME } from '../../shared/api-ssh.ts';
import { isLoopback } from '../loopback.ts';
import { phrase, port, secret, targetWords } from './words.ts';

/** ssh-keygen(1), CERTIFICATES: what a certificate may permit. */
const PERMITS = [
  'permit-pty',
  'permit-port-forwarding',
  'permit-agent-forwarding',
  'permit-X11-forwarding',
  'permit-user-rc',
] as const;

const sourceAddress = z
  .union([z.enum(['requester', 'any']), z.array(z.string().refine(isCidr)).min(1).max(50)], {
    error: 'Write requester, any, or a list of addresses such as [10.0.0.0/8, 2001:db8::/32].',
  })
  .default('requester');

export const sshTarget = z
  .strictObject({
    ...targetWords,
    kind: z.literal('ssh'),
    hosts: z
      .array(
        z.strictObject({
          host: z
            .string()
            .regex(SSH_HOST, 'Use a host name or an address: letters, digits, dots, colons, dashes.'),
          port: port.min(1).default(22),
        }),
      )
      .min(1, 'Name at least one host.')
      .max(20),
    caKey: secret,
    sourceAddress,
    revokedKeys: phrase(1000).optional(),
  })
  .refine(
    (target) => target.sourceAddress !== 'requester' || target.hosts.every(({ host }) => isLoopback(host)),
    {
      path: ['sourceAddress'],
      error:
        'The broker listens on this machine alone, so hosts elsewhere never see the address that a start came from: ' +
        'write any, or the networks people come from, such as [10.0.0.0/8].',
    },
  );

export const sshEntitlement = {
  principal: z
    .string()
    .regex(SSH_PRINCIPAL, 'Use up to 128 letters, digits, dots, colons, plus signs, dashes and underscores.')
    .optional(),
  username: z
    .string()
    .regex(
      SSH_USERNAME,
      'Use up to 64 letters, digits, dots, dashes and underscores, beginning with a letter.',
    )
    .optional(),
  forceCommand: phrase(1000).optional(),
  permit: z.array(z.enum(PERMITS)).max(PERMITS.length).optional(),
};

function isCidr(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/u.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
