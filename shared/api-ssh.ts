/**
 * What SSH adds to the API, as zod schemas: the public key a start brings and the connection that comes back. Neither holds a secret: the
 * private key is made on the desktop and stays there. Renderer and preload never load this module.
 */
import { z } from 'zod';

/** One line in OpenSSH's form, without a comment: an ed25519 key, and nothing else (RFC 8709). */
export const sshPublicKey = z
  .string()
  .regex(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}$/u, 'Give an OpenSSH ed25519 public key.');

/** One line in OpenSSH's form (PROTOCOL.certkeys): public text. */
export const sshCertificate = z
  .string()
  .regex(/^ssh-ed25519-cert-v01@openssh\.com [A-Za-z0-9+/]{100,8000}={0,2}$/u);

// SECURITY: ssh-names-plain
/** Names that end on a command line: none begins with a dash or holds a space, a quote or an `@`. */
export const SSH_HOST = /^[A-Za-z0-9:](?:[A-Za-z0-9.:_-]{0,253}[A-Za-z0-9.:])?$/u;
export const SSH_USERNAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/u;
/** A principal stands in a certificate's list and in sshd's files, one a line. */
export const SSH_PRINCIPAL = /^[A-Za-z0-9_][A-Za-z0-9_.:+-]{0,127}$/u;

export const sshConnection = z.strictObject({
  kind: z.literal('ssh'),
  hosts: z
    .array(z.strictObject({ host: z.string().regex(SSH_HOST), port: z.int().min(1).max(65_535) }))
    .min(1)
    .max(20)
    .readonly(),
  principal: z.string().regex(SSH_PRINCIPAL),
  /** The login's name at the hosts. */
  username: z.string().regex(SSH_USERNAME),
  certificate: sshCertificate,
});
export type SshConnection = z.output<typeof sshConnection>;
