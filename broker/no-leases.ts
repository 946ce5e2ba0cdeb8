/** Stands in until leases can be kept: nothing is ever issued. */
import type { LeaseKeeper } from './ports/lease-keeper.ts';

export function createNoLeases(): LeaseKeeper {
  return {
    mintAll: () => Promise.resolve({ ok: false, sentence: 'This broker cannot issue anything yet.' }),
    endGrant: () => Promise.resolve(),
    leasesOf: () => Promise.resolve([]),
    start: () => Promise.resolve(),
    onChange: () => () => undefined,
    stop: () => Promise.resolve(),
  };
}
