// Puts the machine to sleep, wakes it and shuts it down, as far as an application can tell.
import { z } from 'zod';
import type { Lifeline } from './lifeline.ts';
import { startLineService } from './line-service.ts';

const inhibitor = z.object({ what: z.string(), who: z.string(), why: z.string(), mode: z.string() });

export interface Login1 {
  readonly suspend: () => Promise<void>;
  readonly resume: () => Promise<void>;
  readonly shutdown: () => Promise<void>;
  /** Who asked to be waited for before sleep or shutdown, and still holds on to it. */
  readonly inhibitors: () => Promise<readonly z.infer<typeof inhibitor>[]>;
  readonly stop: () => Promise<void>;
}

export async function startLogin1(lifeline: Lifeline, env: NodeJS.ProcessEnv): Promise<Login1> {
  const service = await startLineService(lifeline, 'login1', env);
  const order = (name: string) => async (): Promise<void> => {
    await service.call(name);
  };
  return {
    suspend: order('suspend'),
    resume: order('resume'),
    shutdown: order('shutdown'),
    inhibitors: async () => z.array(inhibitor).parse(await service.call('inhibitors')),
    stop: service.stop,
  };
}
