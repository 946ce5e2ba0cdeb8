/** Leases for admins: what is stuck, and closing it by hand. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { closeRequest, leaseAnswer, leasesAnswer, leasesQuery } from '../../shared/api-lease.ts';
import { id } from '../../shared/api-words.ts';
import type { HttpDeps } from './http-deps.ts';
import { unwrap } from './problem-error.ts';
import { callerOf } from './sign-in.ts';

export function registerLeaseRoutes(plain: FastifyInstance, { clock, leases }: HttpDeps): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/v1/leases',
    {
      schema: {
        summary: 'Logins at targets that are live or could not be taken back (admins)',
        querystring: leasesQuery,
        response: { 200: leasesAnswer },
      },
    },
    async (request) => {
      const found = unwrap(await leases.list(callerOf(request).person, request.query.state));
      return { serverNow: clock.now(), ...found };
    },
  );

  app.post(
    '/v1/leases/:id/close',
    {
      schema: {
        summary: 'Try no more to take a stuck login back (admins)',
        params: z.object({ id }),
        body: closeRequest,
        response: { 200: leaseAnswer },
      },
    },
    async (request) => {
      const { person } = callerOf(request);
      const call = { person, leaseId: request.params.id, body: request.body };
      const lease = unwrap(await leases.close(call));
      return { serverNow: clock.now(), lease };
    },
  );
}
