/**
 * What is written down about a bug: a reference people can mention, and where in the code it happened. Never the error's message,
 * which may quote a secret or somebody's words.
 */
export interface BugReport {
  readonly reference: string;
  readonly line: string;
}

/** `reference` comes from an adapter; `where` is a name of ours, like a channel. */
export function reportBug(error: unknown, where: string, reference: string): BugReport {
  const name = error instanceof Error ? error.name : typeof error;
  // SECURITY: errors-without-words
  const frames =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line)) : [];
  return {
    reference,
    line: [`stint: bug ${reference} in ${where} (${name})`, ...frames.slice(0, 12)].join('\n'),
  };
}
