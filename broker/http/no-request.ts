/**
 * Answers to what never becomes a request of a route: paths that cannot be decoded, bytes that are no HTTP. The same words, headers and
 * form as everywhere, and nothing of what was sent.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import { HEADERS } from './hardening.ts';
import { ProblemError } from './problem-error.ts';
import { NOT_HTTP, sendProblem, toProblem } from './problems.ts';

// SECURITY: broker-errors-repeat-nothing
/** Fastify's `frameworkErrors`: before there is a route there are no hooks, so what they would add is added here. */
export function answerNoRoute(error: { readonly statusCode?: number }, reply: FastifyReply): void {
  void reply.headers(HEADERS);
  const status = error.statusCode ?? 400;
  void sendProblem(reply, new ProblemError('malformed-request', NOT_HTTP, { status }));
}

/** Node's errors of one connection, by the status that says the same; everything else is a bad request. */
const STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

export function answerNoHttp(error: { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS[error.code ?? ''] ?? 400;
  const body = JSON.stringify(toProblem(new ProblemError('malformed-request', NOT_HTTP, { status })));
  const head = {
    ...HEADERS,
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n'));
}
