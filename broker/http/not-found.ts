/** Answers for paths and methods there are not: 404, or 405 with `Allow` where the path is known. */
import type { FastifyInstance } from 'fastify';
import { ProblemError } from './problem-error.ts';
import { sendProblem } from './problems.ts';

/** Register before the routes: it notes each as it is made. */
export function registerNotFound(app: FastifyInstance): void {
  const routes: { readonly method: string; readonly path: RegExp }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    const path = new RegExp(`^${url.replace(/[.]/gu, '\\.').replace(/:[a-z]+/giu, '[^/]+')}$`, 'u');
    for (const each of [method].flat()) routes.push({ method: each, path });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const allowed = routes.filter((route) => route.path.test(path)).map((route) => route.method);
    if (allowed.length === 0)
      return sendProblem(reply, new ProblemError('not-found', 'There is nothing here.'));
    void reply.header('allow', allowed.join(', '));
    const sentence = `Only ${allowed.join(', ')} is possible here.`;
    return sendProblem(reply, new ProblemError('malformed-request', sentence, { status: 405 }));
  });
}
