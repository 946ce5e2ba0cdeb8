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
  const frames = error instanceof Error ? framesOf(error) : [];
  return {
    reference,
    line: [`stint: bug ${reference} in ${where} (${name})`, ...frames.slice(0, 12)].join('\n'),
  };
}

/** The stack begins with the message, which may itself look like frames: only what stands behind it counts. */
function framesOf({ message, stack = '' }: Error): readonly string[] {
  const messageAt = stack.indexOf(message);
  if (messageAt === -1) return [];
  // SECURITY: errors-without-words
  const behind = stack.slice(messageAt + message.length).split('\n');
  return behind.filter((line) => /^\s+at /u.test(line));
}
