/** The broker's log: JSON lines on standard error. Headers, bodies and tokens are never given to it, and struck out if they were. */
import { pino, type Logger } from 'pino';

export function createPinoLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      // SECURITY: broker-log-redacted
      redact: {
        paths: [
          'authorization',
          '*.authorization',
          '*.*.authorization',
          'token',
          '*.token',
          'password',
          '*.password',
        ],
        censor: '[struck out]',
      },
      serializers: {
        req: (request: { method: string; url: string; ip?: string }) => ({
          method: request.method,
          path: request.url.split('?')[0],
          from: request.ip,
        }),
        // Of a database's error only what names it: its detail may hold values.
        err: (error: unknown) =>
          error instanceof Error
            ? {
                name: error.name,
                message: error.message,
                code: 'code' in error ? error.code : undefined,
                stack: error.stack,
              }
            : { message: 'Something that is no error was thrown.' },
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
