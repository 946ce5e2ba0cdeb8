/**
 * The HTTP server put together: what every request passes, then the routes. It logs method, path, status and time;
 * never a body, a header or a token.
 */
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { registerEventRoutes } from './event-routes.ts';
import { registerExtendRoute } from './extend-route.ts';
import { registerGrantRoutes } from './grant-routes.ts';
import { registerHardening } from './hardening.ts';
import type { HttpDeps } from './http-deps.ts';
import { registerLeaseRoutes } from './lease-routes.ts';
import { answerNoHttp, answerNoRoute } from './no-request.ts';
import { registerNotFound } from './not-found.ts';
import { registerOpenApi } from './openapi.ts';
import { registerOperatorRoutes } from './operator-routes.ts';
import { registerPersonRoutes } from './person-routes.ts';
import { registerProblems } from './problems.ts';
import { registerReviewRoutes } from './review-routes.ts';
import { registerRevokeRoutes } from './revoke-routes.ts';
import { registerSettling } from './settling.ts';
import { registerSignIn } from './sign-in.ts';

export interface HttpOptions extends HttpDeps {
  readonly logger: FastifyBaseLogger;
  readonly listen: { readonly host: string; readonly names: readonly string[] };
}

const LONGEST_BODY = 64 * 1024;

export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    loggerInstance: options.logger,
    bodyLimit: LONGEST_BODY,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 100 },
    frameworkErrors: (error, _request, reply) => answerNoRoute(error, reply),
    clientErrorHandler: answerNoHttp,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerProblems(app);
  registerNotFound(app);
  registerHardening(app, options.listen);
  registerSignIn(app, options);
  registerSettling(app, options.clock);
  await registerOpenApi(app);
  registerPersonRoutes(app, options);
  registerGrantRoutes(app, options);
  registerExtendRoute(app, options);
  registerReviewRoutes(app, options);
  registerRevokeRoutes(app, options);
  registerLeaseRoutes(app, options);
  registerEventRoutes(app, options);
  registerOperatorRoutes(app, options);
  return app;
}
