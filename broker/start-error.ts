/** What keeps the broker from starting, as sentences for whoever started it. Never holds a secret. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
