// How the commands talk: one line at a time, on standard error, so that output proper stays clean.

/** A failure that is told in one sentence, without a stack. */
export class CommandError extends Error {}

export function say(sentence: string): void {
  console.error(`stint: ${sentence}`);
}
