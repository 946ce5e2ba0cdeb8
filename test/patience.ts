// Before each integration test file: what is waited for may take longer than the second that Vitest waits by itself. A busy machine needs it, and
// it costs nothing where all is well. `expect.poll` has its own line in vitest.config.ts.
import { vi } from 'vitest';

const waitFor = vi.waitFor.bind(vi);
vi.waitFor = (probe, options) =>
  waitFor(probe, { timeout: 20_000, ...(typeof options === 'number' ? { timeout: options } : options) });
