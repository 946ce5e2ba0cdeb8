/**
 * The lines of custody's journal. Each states a fact that is on disk before the next step is taken. No line ever holds a secret.
 */
import { z } from 'zod';
import { source } from '../../shared/api-words.ts';
import { sshCertificate } from '../../shared/api-ssh.ts';
import { sealedHeader } from '../../shared/api.ts';
import type { Deadline } from '../../shared/deadline.ts';
import type { Intake } from '../ports/custodian.ts';

const name = z.string().max(200);
const at = z.number();

const deadline = z.strictObject({
  expiresAt: z.number(),
  serverOffsetMs: z.number(),
  endsBootMs: z.number(),
  bootId: name,
});
deadline satisfies z.ZodType<Deadline>;

const intake = {
  grantId: name,
  leaseId: name,
  targetName: name,
  connection: sealedHeader.shape.connection,
  deadline,
};
z.strictObject(intake) satisfies z.ZodType<Intake>;

const journalLine = z.discriminatedUnion('kind', [
  /** From here on the keychain may hold the secret. */
  z.strictObject({ kind: z.literal('will-hold'), at, ...intake }),
  /** Written and read back. */
  z.strictObject({ kind: z.literal('held'), at, leaseId: name }),
  /** The keychain refused before anything was written. */
  z.strictObject({ kind: z.literal('refused'), at, leaseId: name }),
  /** All that is held of the grant ends then, and not before. */
  z.strictObject({
    kind: z.literal('extended'),
    at,
    grantId: name,
    deadline,
    certificates: z.record(name, sshCertificate).optional(),
  }),
  z.strictObject({ kind: z.literal('wiping'), at, leaseId: name, source }),
  /** Deleted, and read back as absent. */
  z.strictObject({ kind: z.literal('wiped'), at, leaseId: name }),
  /** The wall clock has been seen this late. */
  z.strictObject({ kind: z.literal('high-water'), at }),
]);
export type JournalLine = z.output<typeof journalLine>;

/** `null` for what is no line of ours: damaged, or of another version. */
export function toJournalLine(value: unknown): JournalLine | null {
  const parsed = journalLine.safeParse(value);
  return parsed.success ? parsed.data : null;
}
