/**
 * Every error as RFC 9457 problem+json: ours, Fastify's, the schemas', and bugs. What was sent is never repeated, and a bug crosses as
 * a reference only.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { describeDuration, LONGEST_GRANT_SECONDS, SHORTEST_GRANT_SECONDS } from '../../shared/duration.ts';
import { PROBLEM_STATUS, type Problem, type ProblemCode } from '../../shared/problem.ts';
import { WorkedOnElsewhereError } from '../grants/grant-work.ts';
import { NewerTablesError } from '../storage/schema-version.ts';
import { isStorageAway } from '../storage/storage-away.ts';
import { ProblemError, type FieldError } from './problem-error.ts';

const TITLES: Readonly<Record<ProblemCode, string>> = {
  'malformed-request': 'The request is not as the API describes it',
  'not-signed-in': 'Not signed in',
  'token-expired': 'The sign-in has expired',
  'token-revoked': 'The sign-in was revoked',
  forbidden: 'Not allowed',
  'not-found': 'Not found',
  'unknown-profile': 'No such profile',
  'policy-refused': 'Refused by policy',
  'duration-out-of-range': 'That duration is not allowed',
  'reason-required': 'A reason is required',
  'ticket-required': 'A ticket is required',
  'comment-required': 'A comment is required',
  'wrong-status': 'Not possible now',
  'changed-meanwhile': 'It changed meanwhile',
  'already-decided': 'Decided already',
  'held-by-other-device': 'Held by another device',
  'unknown-device': 'Unknown device',
  'bad-proof': 'The proof does not hold',
  'idempotency-conflict': 'The key was used for something else',
  'mint-failed': 'The access could not be made',
  'too-many-requests': 'Too many requests',
  unavailable: 'Not available now',
  internal: 'Something went wrong in the broker',
};

export const NOT_HTTP = 'The request is not valid HTTP or JSON.';

const STORAGE_AWAY =
  'The broker’s storage does not answer just now. Nothing is lost by trying again in a moment.';
const OLDER_NODE =
  'This broker is older than the tables in its storage and is stopping. Try again in a moment: a newer one may answer.';

export function toProblem(error: ProblemError): Problem {
  return {
    type: `https://stint.dev/problems/${error.code}`,
    title: TITLES[error.code],
    status: error.status ?? PROBLEM_STATUS[error.code],
    code: error.code,
    detail: error.message,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
  };
}

export function sendProblem(reply: FastifyReply, error: ProblemError): FastifyReply {
  const problem = toProblem(error);
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="stint"');
  if (problem.status === 429) void reply.header('retry-after', '1');
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}

export function registerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) =>
    sendProblem(reply, toProblemError(error, request)),
  );
}

function toProblemError(error: FastifyError, request: FastifyRequest): ProblemError {
  if (error instanceof ProblemError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    return toSchemaProblem(
      error.validation.map((issue) => ({
        pointer: issue.instancePath === '/' ? '' : issue.instancePath,
        detail: toDetail(issue.keyword, issue.message, issue.params),
      })),
      request,
    );
  }
  const status = error.statusCode ?? 500;
  if (status === 413) {
    return new ProblemError('malformed-request', 'The request is too large: 64 kB are allowed.', { status });
  }
  if (status === 415) {
    return new ProblemError('malformed-request', 'Send JSON, with the content type application/json.', {
      status,
    });
  }
  if (status >= 400 && status < 500) {
    return new ProblemError('malformed-request', NOT_HTTP);
  }
  if (error instanceof NewerTablesError) return new ProblemError('unavailable', OLDER_NODE);
  if (error instanceof WorkedOnElsewhereError) {
    return new ProblemError('unavailable', 'Another broker is at work on this grant. Try again in a moment.');
  }
  if (isStorageAway(error)) {
    request.log.warn({ err: error }, 'The storage did not answer');
    return new ProblemError('unavailable', STORAGE_AWAY);
  }
  request.log.error({ err: error }, 'A request failed');
  return new ProblemError(
    'internal',
    `Something went wrong in the broker. Nothing is lost by trying again; mention ${request.id} when you report it.`,
  );
}

function toSchemaProblem(errors: readonly FieldError[], request: FastifyRequest): ProblemError {
  const first = errors[0];
  if (errors.every((error) => error.pointer === '/durationSeconds') && request.url.startsWith('/v1/grants')) {
    const least = describeDuration(SHORTEST_GRANT_SECONDS);
    const most = describeDuration(LONGEST_GRANT_SECONDS);
    return new ProblemError(
      'duration-out-of-range',
      `A duration is a whole number of seconds, from ${SHORTEST_GRANT_SECONDS} (${least}) to ${LONGEST_GRANT_SECONDS} (${most}); a profile may allow less.`,
      { errors },
    );
  }
  const where = first === undefined || first.pointer === '' ? '' : `${first.pointer.slice(1)}: `;
  return new ProblemError(
    'malformed-request',
    `${where}${first?.detail ?? 'The request is not as described.'}`,
    {
      errors,
    },
  );
}

/** zod's own words for what is allowed; they never repeat what was sent, except for names of unknown keys. */
function toDetail(keyword: string, message: string | undefined, params: Record<string, unknown>): string {
  if (keyword === 'unrecognized_keys') return 'There is a key here that the API does not know.';
  // Words of our own, from the schema.
  if (message !== undefined && !message.startsWith('Invalid input')) return message;
  if (message?.includes('received undefined') === true) return 'This is missing.';
  const expected = params['expected'];
  if (keyword === 'invalid_type' && typeof expected === 'string')
    return `This must be of the type ${expected}.`;
  return message ?? 'This is not as described.';
}
