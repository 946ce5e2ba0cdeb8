/** Node 18 has no global `crypto`, which jose expects. Import this before jose. */
import { webcrypto } from 'node:crypto';

const world: { crypto?: unknown } = globalThis;
world.crypto ??= webcrypto;
