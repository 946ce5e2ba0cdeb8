/** `GET /v1/events`: the stream itself is the events' affair; here the connection is handed over. */
import type { FastifyInstance } from 'fastify';
import type { HttpDeps } from './http-deps.ts';
import { ProblemError } from './problem-error.ts';
import { callerOf } from './sign-in.ts';

export function registerEventRoutes(app: FastifyInstance, { streams }: HttpDeps): void {
  app.get(
    '/v1/events',
    { schema: { summary: 'My grants as they change (server-sent events, resumable by Last-Event-ID)' } },
    (request, reply) => {
      const caller = callerOf(request);
      if (!streams.hasRoomFor(caller.person.id)) {
        throw new ProblemError('too-many-requests', 'You have too many event streams open. Close one.');
      }
      const lastEventId = request.headers['last-event-id'];
      reply.hijack();
      const headers = reply.getHeaders();
      for (const [name, value] of Object.entries(headers))
        if (value !== undefined) reply.raw.setHeader(name, value);
      streams.open(caller, typeof lastEventId === 'string' ? lastEventId : null, reply.raw);
    },
  );
  app.addHook('preClose', (done) => {
    streams.closeAll();
    done();
  });
}
