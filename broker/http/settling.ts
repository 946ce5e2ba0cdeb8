/**
 * When the broker stops, acts that are under way are answered first: a desktop whose start was cut off would not know what it holds.
 * It waits for whole requests only, and not for ever.
 */
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../ports/clock.ts';

/** Longer than minting takes at a target that answers; shorter than whoever stops us waits. */
const LONGEST_WAIT_MS = 8_000;

export function registerSettling(app: FastifyInstance, clock: Clock): void {
  const underWay = new Set<object>();
  let onSettled: (() => void) | undefined;

  // Behind the body's reading and checking: one that sends slowly holds nobody up.
  app.addHook('preHandler', (request, reply, done) => {
    if (request.method === 'POST') {
      underWay.add(request);
      const over = (): void => {
        underWay.delete(request);
        if (underWay.size === 0) onSettled?.();
      };
      reply.raw.once('finish', over);
      reply.raw.once('close', over);
    }
    done();
  });
  app.addHook('preClose', (done) => {
    if (underWay.size === 0) {
      done();
      return;
    }
    const undo = clock.at(clock.now() + LONGEST_WAIT_MS, finish);
    onSettled = finish;
    function finish(): void {
      onSettled = undefined;
      undo();
      done();
    }
  });
}
