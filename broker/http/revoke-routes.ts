/** Ending other people's access, for admins: one grant, all of a person's, all at a target. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { revokedAnswer, revokeRequest, targetId } from '../../shared/api-revoke.ts';
import { id } from '../../shared/api-words.ts';
import { grantAnswer } from '../../shared/api.ts';
import type { HttpDeps } from './http-deps.ts';
import { unwrap } from './problem-error.ts';
import { callerOf } from './sign-in.ts';

const MANY = [
  { scope: 'person', url: '/v1/people/:id/revoke', params: z.object({ id }), whose: 'of a person’s' },
  {
    scope: 'target',
    url: '/v1/targets/:id/revoke',
    params: z.object({ id: targetId }),
    whose: 'that give something at a target',
  },
] as const;

export function registerRevokeRoutes(plain: FastifyInstance, { clock, grants }: HttpDeps): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/v1/grants/:id/revoke',
    {
      schema: {
        summary: 'End somebody’s grant, whatever its status (admins)',
        params: z.object({ id }),
        body: revokeRequest,
        response: { 200: grantAnswer },
      },
    },
    async (request) => {
      const scope = { scope: 'grant', id: request.params.id } as const;
      const order = { person: callerOf(request).person, scope, body: request.body };
      const grant = unwrap(await grants.revoke.one(order));
      return { serverNow: clock.now(), grant };
    },
  );

  for (const { scope, url, params, whose } of MANY) {
    app.post(
      url,
      {
        schema: {
          summary: `End all live grants ${whose} (admins)`,
          params,
          body: revokeRequest,
          response: { 200: revokedAnswer },
        },
      },
      async (request) => {
        const person = callerOf(request).person;
        const order = { person, scope: { scope, id: request.params.id }, body: request.body };
        const ended = unwrap(await grants.revoke.many(order));
        return { serverNow: clock.now(), ended };
      },
    );
  }
}
