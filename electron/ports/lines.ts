/**
 * A file of JSON lines that survives a crash: an appended line is on disk (fsync) when the promise resolves, a torn last line is dropped when read.
 * Files are 0600. Never holds a secret.
 */
export interface Lines {
  read(): Promise<readonly unknown[]>;
  append(line: unknown): Promise<void>;
  /** Replaces all lines at once (temp file, fsync, rename, fsync of the folder). */
  replace(lines: readonly unknown[]): Promise<void>;
}
