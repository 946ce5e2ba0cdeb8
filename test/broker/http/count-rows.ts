// How much the broker has written: whoever was refused must have added nothing to it.
import type { StorageAccess } from '../../../broker/storage/open-storage.ts';
import { query } from '../test-storage.ts';

export async function countRows({ owner }: StorageAccess): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await query(
    owner,
    'select (select count(*) from grants) g, (select count(*) from audit) a, (select count(*) from event) e, (select count(*) from device) d',
  );
  return rows;
}
