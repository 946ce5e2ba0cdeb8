/** Who I am, my devices, and the profiles I may see with what policy says for me now. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { device, deviceRequest, person, profilesAnswer } from '../../shared/api.ts';
import { toRfc3339, type Instant } from '../../shared/instant.ts';
import type { ProfileOffer } from '../../shared/profile.ts';
import { isOnCurve } from '../grants/proof.ts';
import { registerDevice } from '../identity/devices.ts';
import type { HttpDeps } from './http-deps.ts';
import { ProblemError } from './problem-error.ts';
import { callerOf, circumstancesOf } from './sign-in.ts';

/** The same list is written once: it may be long, and many ask for it. */
const written = new WeakMap<readonly ProfileOffer[], string>();

function writeProfiles(profiles: readonly ProfileOffer[], serverNow: Instant): string {
  let rest = written.get(profiles);
  if (rest === undefined) {
    rest = JSON.stringify(z.encode(profilesAnswer, { serverNow, profiles }).profiles);
    written.set(profiles, rest);
  }
  return `{"serverNow":${JSON.stringify(toRfc3339(serverNow))},"profiles":${rest}}`;
}

export function registerPersonRoutes(plain: FastifyInstance, { db, clock, grants }: HttpDeps): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/v1/me',
    { schema: { summary: 'Who I am', response: { 200: person } } },
    (request) => callerOf(request).person,
  );

  app.post(
    '/v1/devices',
    {
      schema: {
        summary: 'Register this desktop’s public key',
        body: deviceRequest,
        response: { 200: device },
      },
    },
    async (request) => {
      const { publicKey, name } = request.body;
      if (!(await isOnCurve(publicKey))) {
        const detail = 'This is no point of P-256.';
        throw new ProblemError('malformed-request', `publicKey: ${detail}`, {
          errors: [{ pointer: '/publicKey', detail }],
        });
      }
      return registerDevice(db, { person: callerOf(request).person, publicKey, name, at: clock.now() });
    },
  );

  // Written by hand, so the schema is for the documentation alone.
  plain.get(
    '/v1/profiles',
    {
      schema: {
        summary: 'Profiles I may see, with what policy says for me now',
        response: { 200: profilesAnswer },
      },
    },
    async (request, reply) => {
      const offers = await grants.offers(callerOf(request).person, circumstancesOf(request));
      return reply.type('application/json; charset=utf-8').send(writeProfiles(offers, clock.now()));
    },
  );
}
