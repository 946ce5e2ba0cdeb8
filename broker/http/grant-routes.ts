/** Asking for grants, looking at mine, starting and ending them. Somebody else's grant is not found. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { id } from '../../shared/api-words.ts';
import {
  endRequest,
  grantAnswer,
  grantRequest,
  grantsAnswer,
  startAnswer,
  startRequest,
} from '../../shared/api.ts';
import { askHeaders, idempotencyKey } from './ask-headers.ts';
import type { HttpDeps } from './http-deps.ts';
import { ProblemError, unwrap } from './problem-error.ts';
import { callerOf, circumstancesOf } from './sign-in.ts';

const startHeaders = z.looseObject({ 'idempotency-key': idempotencyKey.optional() });
const one = z.object({ id });
const list = z.strictObject({
  status: z.enum(['pending', 'approved', 'starting', 'active', 'ended']).optional(),
});

export function registerGrantRoutes(plain: FastifyInstance, { clock, grants }: HttpDeps): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/v1/grants',
    {
      schema: {
        summary: 'Ask for a grant',
        headers: askHeaders,
        body: grantRequest,
        response: { 200: grantAnswer },
      },
    },
    async (request) => {
      const asking = {
        person: callerOf(request).person,
        from: circumstancesOf(request),
        body: request.body,
        idempotencyKey: request.headers['idempotency-key'],
      };
      const grant = unwrap(await grants.ask(asking));
      return { serverNow: clock.now(), grant };
    },
  );

  app.get(
    '/v1/grants',
    { schema: { summary: 'My grants, newest first', querystring: list, response: { 200: grantsAnswer } } },
    async (request) => {
      const mine = await grants.list(callerOf(request).person, request.query.status);
      return { serverNow: clock.now(), grants: mine };
    },
  );

  app.get(
    '/v1/grants/:id',
    {
      schema: {
        summary: 'One grant of mine, or one that waits for my review',
        params: one,
        response: { 200: grantAnswer },
      },
    },
    async (request) => {
      const grant = await grants.find(callerOf(request).person, request.params.id);
      if (grant === undefined) throw new ProblemError('not-found', 'There is no such grant of yours.');
      return { serverNow: clock.now(), grant };
    },
  );

  app.post(
    '/v1/grants/:id/start',
    {
      schema: {
        summary: 'Start a grant: answers its credentials, sealed to this device',
        params: one,
        headers: startHeaders,
        body: startRequest,
        response: { 200: startAnswer },
      },
    },
    async (request) => {
      const { person } = callerOf(request);
      const from = circumstancesOf(request);
      const order = { person, grantId: request.params.id, from, ...request.body };
      const { grant, credentials } = unwrap(await grants.start(order));
      const serverNow = clock.now();
      const durationSeconds = Math.max(0, Math.floor((grant.expiresAt - serverNow) / 1000));
      return { serverNow, durationSeconds, grant, credentials };
    },
  );

  for (const act of ['release', 'withdraw'] as const) {
    app.post(
      `/v1/grants/:id/${act}`,
      {
        schema: {
          summary:
            act === 'release' ? 'End a grant that was started' : 'Take back a grant that was not started',
          params: one,
          body: endRequest,
          response: { 200: grantAnswer },
        },
      },
      async (request) => {
        const order = { person: callerOf(request).person, grantId: request.params.id, ...request.body };
        const grant = unwrap(await grants[act](order));
        return { serverNow: clock.now(), grant };
      },
    );
  }
}
