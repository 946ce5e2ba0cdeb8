/** The API's description at /openapi.json, made from the very schemas the routes check by. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform } from 'fastify-type-provider-zod';
import { instant } from '../../shared/api-words.ts';

export async function registerOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Stint broker',
        version: '1',
        description:
          'Instants are RFC 3339 in UTC, durations whole seconds, ids ULIDs, errors RFC 9457 problem+json.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: createJsonSchemaTransform({
      zodToJsonConfig: {
        override({ zodSchema, jsonSchema }) {
          // In memory a number, on the wire a text: the description tells of the wire.
          if (zodSchema !== instant) return;
          for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
          Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
        },
      },
    }),
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}
