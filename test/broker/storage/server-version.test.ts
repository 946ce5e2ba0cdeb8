// Which PostgreSQL servers may hold the broker's storage.
import { expect, it } from 'vitest';
import { refuseOldServer } from '../../../broker/storage/open-storage.ts';
import { StartError } from '../../../broker/start-error.ts';

it('takes a server from PostgreSQL 15 on', () => {
  for (const version of [150_000, 150_004, 180_004]) expect(() => refuseOldServer(version)).not.toThrow();
});

it.each([
  [149_999, '14'],
  [140_009, '14'],
  [90_624, '9'],
])('refuses an older one (%i) with a sentence that says which it needs', (version, major) => {
  expect(() => refuseOldServer(version)).toThrow(StartError);
  expect(() => refuseOldServer(version)).toThrow(
    `The server of the broker’s storage is PostgreSQL ${major}. It must be 15 or newer: `,
  );
});

it('refuses one that does not tell its version', () => {
  expect(() => refuseOldServer(Number.NaN)).toThrow('It must be 15 or newer');
});
