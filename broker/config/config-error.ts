/** What is wrong with a stint.yaml, each with the place in the file. Never holds a secret: secrets are not in the file. */
export interface ConfigError {
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** Where in the structure: "profiles[1].longest". */
  readonly path: string;
  /** What is wrong and what is allowed. */
  readonly sentence: string;
}

/** "stint.yaml:12:5 profiles[1].longest: Write a duration …" */
export function describeConfigError(error: ConfigError): string {
  const where = error.path === '' ? '' : ` ${error.path}:`;
  return `${error.file}:${error.line}:${error.column}${where} ${error.sentence}`;
}

/** "profiles[1].longest" */
export function toPathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}
