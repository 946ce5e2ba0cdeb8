/**
 * The list of migrations, in order. A migration that has run anywhere is never changed: a new one follows it.
 * Each grants the run-time role `stint_run` what it needs on the tables it makes, and no more.
 */
import type { Migration } from 'kysely/migration';
import { core } from './migrations/0001-core.ts';
import { leases } from './migrations/0002-leases.ts';
import { reviews } from './migrations/0003-reviews.ts';
import { ssh } from './migrations/0004-ssh.ts';
import { schemaFence } from './migrations/0005-schema-fence.ts';
import { nodes } from './migrations/0006-nodes.ts';
import { webhooks } from './migrations/0007-webhooks.ts';
import { reminders } from './migrations/0008-reminders.ts';
import { closedLeases } from './migrations/0009-closed-leases.ts';
import { escalation } from './migrations/0010-escalation.ts';
import { leaseClaims } from './migrations/0011-lease-claims.ts';
import { lookAround } from './migrations/0012-look-around.ts';
import { owners } from './migrations/0013-owners.ts';
import { stagesInTime } from './migrations/0014-stages-in-time.ts';
import { leaseMarks } from './migrations/0015-lease-marks.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-core': core,
  '0002-leases': leases,
  '0003-reviews': reviews,
  '0004-ssh': ssh,
  '0005-schema-fence': schemaFence,
  '0006-nodes': nodes,
  '0007-webhooks': webhooks,
  '0008-reminders': reminders,
  '0009-closed-leases': closedLeases,
  '0010-escalation': escalation,
  '0011-lease-claims': leaseClaims,
  '0012-look-around': lookAround,
  '0013-owners': owners,
  '0014-stages-in-time': stagesInTime,
  '0015-lease-marks': leaseMarks,
};
