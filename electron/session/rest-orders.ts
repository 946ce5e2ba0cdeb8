/**
 * What the person set for a locked screen or a sleeping computer: end and wipe everything, or let it run. It can only ever end access.
 */
import type { Core } from '../ports/core.ts';

export function createRestOrders(core: Pick<Core, 'snapshot' | 'perform'>): (why: 'sleep' | 'lock') => void {
  return (why) => {
    const { endOnLock, endOnSleep } = core.snapshot().settings;
    if (why === 'lock' ? endOnLock : endOnSleep) void core.perform('grant:release-all', {}, why);
  };
}
