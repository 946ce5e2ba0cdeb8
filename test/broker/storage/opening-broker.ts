// Opens the storage as a starting broker does, and says how it went. A program, so that several are several processes.
import { openStorage, type StorageAccess } from '../../../broker/storage/open-storage.ts';

// Whoever starts this program gives it an access.
const access = JSON.parse(process.argv[2] ?? '') as StorageAccess;
try {
  const db = await openStorage(access, () => undefined);
  await db.destroy();
  process.stdout.write('open');
} catch (error) {
  process.stdout.write(String(error));
}
