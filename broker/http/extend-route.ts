/** `POST /v1/grants/:id/extend`: a later end of an active grant of mine. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { extendRequest } from '../../shared/api-review.ts';
import { id } from '../../shared/api-words.ts';
import { grantAnswer } from '../../shared/api.ts';
import { askHeaders } from './ask-headers.ts';
import type { HttpDeps } from './http-deps.ts';
import { unwrap } from './problem-error.ts';
import { callerOf, circumstancesOf } from './sign-in.ts';

export function registerExtendRoute(plain: FastifyInstance, { clock, grants }: HttpDeps): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.post(
    '/v1/grants/:id/extend',
    {
      schema: {
        summary: 'Ask for a later end of a grant this device holds',
        params: z.object({ id }),
        headers: askHeaders,
        body: extendRequest,
        response: { 200: grantAnswer },
      },
    },
    async (request) => {
      const grant = unwrap(
        await grants.extend({
          person: callerOf(request).person,
          from: circumstancesOf(request),
          grantId: request.params.id,
          body: request.body,
          idempotencyKey: request.headers['idempotency-key'],
        }),
      );
      return { serverNow: clock.now(), grant };
    },
  );
}
