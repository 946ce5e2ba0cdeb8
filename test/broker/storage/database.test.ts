import { describe, expect, it } from 'vitest';
import { toInstant } from '../../../broker/storage/database.ts';

describe('an instant of the database', () => {
  it.each([
    ['2026-11-24 03:20:50.123+00', '2026-11-24T03:20:50.123Z'],
    ['2026-11-24 03:20:50+02', '2026-11-24T01:20:50.000Z'],
    ['2026-11-24 08:50:50.1+05:30', '2026-11-24T03:20:50.100Z'],
  ])('%s is %s', (text, iso) => expect(new Date(toInstant(text)).toISOString()).toBe(iso));
});
