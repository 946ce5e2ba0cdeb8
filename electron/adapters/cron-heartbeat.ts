/**
 * The heartbeat: node-cron calls once a second while something is held. It never decides when a credential is over, because
 * node-cron skips a tick that comes more than a second late; each deadline has a timer of its own.
 */
import { schedule } from 'node-cron';
import type { Heartbeat } from '../ports/clock.ts';

const EVERY_SECOND = '* * * * * *';

export function createCronHeartbeat(): Heartbeat {
  return {
    start: (run) => {
      const task = schedule(
        EVERY_SECOND,
        () => {
          run();
        },
        // A skipped tick is expected after suspend and is made good by the next: nothing to warn of.
        { name: 'sweep', suppressMissedWarning: true },
      );
      return () => {
        void task.destroy();
      };
    },
  };
}
