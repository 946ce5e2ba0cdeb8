/** What keeps the embedded PostgreSQL from starting, as a sentence for whoever started the broker. It never holds a password. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}
