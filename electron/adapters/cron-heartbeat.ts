/**
 * The heartbeat: node-cron calls every two seconds while something is held. It never decides when a credential is over, because
 * node-cron skips a tick that comes more than a second late; each deadline has a timer of its own.
 */
import { schedule } from 'node-cron';
import type { Heartbeat } from '../ports/clock.ts';

/** Each tick of node-cron costs about 2 ms of processor time; see docs/decisions/0007-heartbeat.md. */
const EVERY_TWO_SECONDS = '*/2 * * * * *';

export function createCronHeartbeat(): Heartbeat {
  return {
    start: (run) => {
      const task = schedule(
        EVERY_TWO_SECONDS,
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
