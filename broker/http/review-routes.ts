/** What waits for my review, and reviewing it. What is not mine to review is not found. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inboxAnswer, reviewRequest } from '../../shared/api-review.ts';
import { id } from '../../shared/api-words.ts';
import { grantAnswer } from '../../shared/api.ts';
import type { HttpDeps } from './http-deps.ts';
import { unwrap } from './problem-error.ts';
import { callerOf, circumstancesOf } from './sign-in.ts';

export function registerReviewRoutes(plain: FastifyInstance, { clock, grants }: HttpDeps): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/v1/inbox',
    {
      schema: {
        summary: 'What waits for my review, and what was decided lately',
        response: { 200: inboxAnswer },
      },
    },
    async (request) => {
      const inbox = await grants.inbox(callerOf(request).person);
      return { serverNow: clock.now(), ...inbox };
    },
  );

  app.post(
    '/v1/grants/:id/reviews',
    {
      schema: {
        summary: 'Approve, shorten or deny what somebody asks',
        params: z.object({ id }),
        body: reviewRequest,
        response: { 200: grantAnswer },
      },
    },
    async (request) => {
      const order = {
        person: callerOf(request).person,
        from: circumstancesOf(request),
        grantId: request.params.id,
        body: request.body,
      };
      const grant = unwrap(await grants.review(order));
      return { serverNow: clock.now(), grant };
    },
  );
}
