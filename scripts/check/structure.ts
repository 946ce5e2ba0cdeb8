// Our own rules of structure, which no tool holds: lengths, names, openings, reasons, and that the project speaks
// of itself alone. Each rule is a function from files to sentences; it never changes a file.
import { checkSecurityRules } from './security-rules.ts';
import { readSourceFiles, type SourceFile } from './source-files.ts';
import type { Findings } from './sub-check.ts';

const longestLines = 300;
const longLines = 250;

const isCode = ({ path }: SourceFile): boolean => /\.(?:ts|tsx|mjs|cjs|js)$/.test(path);
const isProduct = ({ path }: SourceFile): boolean =>
  /^(?:shared|electron|renderer|broker|scripts)\//.test(path);

function lineCount({ text }: SourceFile): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function named(files: readonly SourceFile[], over: number, upTo: number): readonly string[] {
  return files
    .filter(isCode)
    .map((file) => ({ path: file.path, lines: lineCount(file) }))
    .filter(({ lines }) => lines > over && lines <= upTo)
    .map(
      ({ path, lines }) =>
        `${path}: ${String(lines)} lines, split it (over ${String(longLines)} is long, over ${String(longestLines)} fails).`,
    );
}

export function checkLengths(files: readonly SourceFile[]): readonly string[] {
  return named(files, longestLines, Infinity);
}

export function warnOfLengths(files: readonly SourceFile[]): readonly string[] {
  return named(files, longLines, longestLines);
}

const emptyNames = ['utils?', 'helpers?', 'common', 'managers?', 'types?', 'misc', 'index'];
const emptyName = new RegExp(`^(?:${emptyNames.join('|')})$|-(?:utils?|helpers|common|manager|types)$`);

function checkNames(files: readonly SourceFile[]): readonly string[] {
  return files.filter(isCode).flatMap(({ path }) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const stem = name.replace(/^\./, '').replace(/\..*$/, '');
    if (emptyName.test(stem))
      return [`${path}: "${stem}" names no idea: call the file by the one thing it is.`];
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(stem)) return [`${path}: file names are kebab-case.`];
    return [];
  });
}

function checkOpenings(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter((file) => isCode(file) && isProduct(file))
    .filter(({ text }) => !/^(?:#!.*\n)?(?:\/\/|\/\*)/.test(text))
    .map(({ path }) => `${path}: open with two to five lines that say what it is and what it never does.`);
}

function checkReasons(files: readonly SourceFile[]): readonly string[] {
  return files.filter(isCode).flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const where = `${path}:${String(index + 1)}`;
      if (/eslint-(?:disable)/.test(line) && !/eslint-(?:disable)[\w-]* [^-].* -- \S+ \S+/.test(line))
        return [`${where}: a disabled rule is named and needs a reason after " -- ".`];
      if (/@ts-(?:ignore|nocheck)/.test(line))
        return [`${where}: use @ts-expect-error with a reason, or mend the type.`];
      if (/\b(?:TO)(?:DO)\b|\bFIX(?:ME)\b/.test(line))
        return [`${where}: no open ends in code: do it, or say it in docs/known-limits.md.`];
      return [];
    }),
  );
}

/** Words of the place where this was built. Written in parts, or this file would find itself. */
const foreignWords = [/(?:^|[^\w.])\/(?:work)\/(?:main|shared|brief)/, /\.(?:library)\b/, /\/root\/(?:lab)/];

function checkWords(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        foreignWords.some((word) => word.test(line))
          ? [
              `${path}:${String(index + 1)}: names the place it was built at: the project speaks of itself alone.`,
            ]
          : [],
      ),
  );
}

const rules = [checkLengths, checkNames, checkOpenings, checkReasons, checkWords, checkSecurityRules];

export function checkStructure(root: string): Promise<Findings> {
  const files = readSourceFiles(root);
  return Promise.resolve({ faults: rules.flatMap((rule) => rule(files)), warnings: warnOfLengths(files) });
}
