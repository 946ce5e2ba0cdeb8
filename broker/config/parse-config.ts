/**
 * Turns the text of a stint.yaml into a configuration, or into all its errors at once, each with its line. Pure: reads no file,
 * resolves no secret.
 */
import {
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Alias,
  type Document,
  type Node,
} from 'yaml';
import type { z } from 'zod';
import { toPathText, type ConfigError } from './config-error.ts';
import { allowedAt } from './allowed.ts';
import { suggest } from './near-key.ts';
import { findReferenceErrors } from './references.ts';
import { configSchema, type Config } from './schema.ts';

export type ConfigResult =
  | { readonly ok: true; readonly value: Config }
  | { readonly ok: false; readonly errors: readonly ConfigError[] };

interface Finding {
  readonly path: readonly PropertyKey[];
  readonly sentence: string;
  /** The error is about this key itself, not about its value. */
  readonly key?: string;
}

export function parseConfig(text: string, file: string): ConfigResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, strict: true });
  const at = (offset: number): { line: number; column: number } => {
    const position = lines.linePos(offset);
    return { line: Math.max(1, position.line), column: Math.max(1, position.col) };
  };
  if (document.errors.length > 0 || document.warnings.length > 0) {
    const errors = [...document.errors, ...document.warnings].map((error) => ({
      file,
      ...at(error.pos[0]),
      path: '',
      sentence:
        error.code === 'RESOURCE_EXHAUSTION'
          ? 'This is nested too deeply to be read.'
          : `This is not YAML: ${error.message.split('\n')[0]?.replace(/ at line \d+.*$/u, '') ?? ''}.`,
    }));
    return { ok: false, errors };
  }
  const plain = toPlain(document);
  if (!plain.ok) {
    return { ok: false, errors: [{ file, ...at(plain.offset), path: '', sentence: plain.sentence }] };
  }
  const given = plain.value;
  const parsed = configSchema.safeParse(given, { reportInput: true });
  const wrong: Finding[] = parsed.success ? [] : parsed.error.issues.flatMap(toFindings);
  const told = new Set(wrong.map((finding) => toPathText(finding.path)));
  const findings: Finding[] = [
    ...wrong,
    ...findReferenceErrors(given).filter((finding) => !told.has(toPathText(finding.path))),
  ];
  if (parsed.success && findings.length === 0) return { ok: true, value: parsed.data };
  const errors = findings.map((finding) => ({
    file,
    ...at(offsetOf(document, finding)),
    path: toPathText(finding.key === undefined ? finding.path : [...finding.path, finding.key]),
    sentence: finding.sentence,
  }));
  return { ok: false, errors: errors.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

type Plain =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly offset: number; readonly sentence: string };

/** Aliases are followed here, and here only can they be wrong. */
function toPlain(document: Document.Parsed): Plain {
  const anchors = new Set<string>();
  const unknown: Alias[] = [];
  visit(document, {
    Alias(_, alias) {
      if (!anchors.has(alias.source)) unknown.push(alias);
    },
    Value(_, node) {
      if (node.anchor !== undefined) anchors.add(node.anchor);
    },
  });
  const [first] = unknown;
  if (first !== undefined) {
    const allowed = [...anchors].map((anchor) => `&${anchor}`).join(', ') || '(none)';
    const sentence = `No anchor &${first.source} stands before this alias. Anchors are: ${allowed}.`;
    return { ok: false, offset: first.range?.[0] ?? 0, sentence };
  }
  try {
    // It answers `any`; the schema looks at all of it.
    return { ok: true, value: (document.toJS({ maxAliasCount: 100 }) ?? {}) as unknown };
  } catch {
    const sentence = 'Too many aliases, or too deep: write out what they stand for (100 uses are allowed).';
    return { ok: false, offset: 0, sentence };
  }
}

function toFindings(issue: z.core.$ZodIssue): Finding[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const allowed = allowedAt(path);
    return issue.keys.map((key) => ({
      path,
      key,
      sentence: `Unknown key. Allowed here: ${allowed.join(', ')}.${suggest(key, allowed)}`,
    }));
  }
  return [{ path, sentence: toSentence(issue) }];
}

function toSentence(issue: z.core.$ZodIssue): string {
  const given = issue.input;
  switch (issue.code) {
    case 'invalid_type':
      return given === undefined
        ? `This key is missing; it must be ${article(issue.expected)}.`
        : `This must be ${article(issue.expected)}.`;
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      return `Allowed values: ${allowed.join(', ')}.${typeof given === 'string' ? suggest(given, allowed) : ''}`;
    }
    case 'invalid_union':
      return 'options' in issue ? `Allowed values: ${issue.options.join(', ')}.` : issue.message;
    case 'too_small':
      return issue.message.startsWith('Too small')
        ? `This must be at least ${String(issue.minimum)}.`
        : issue.message;
    case 'too_big':
      return issue.message.startsWith('Too big')
        ? `This must be at most ${String(issue.maximum)}.`
        : issue.message;
    case 'unrecognized_keys':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return issue.message;
  }
}

function article(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    object: 'a list of keys',
    array: 'a list',
    string: 'a text',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
  };
  return names[expected] ?? expected;
}

/** Where in the text a finding is: its key, else its value, else the nearest thing around it that is there. */
function offsetOf(document: Document.Parsed, finding: Finding): number {
  if (finding.key !== undefined) {
    const around = finding.path.length === 0 ? document.contents : document.getIn(finding.path, true);
    if (isMap(around)) {
      const pair = around.items.find((item) => isScalar(item.key) && item.key.value === finding.key);
      if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0];
    }
  }
  for (let length = finding.path.length; length > 0; length -= 1) {
    // With `true` a node is answered, never its value.
    const node = document.getIn(finding.path.slice(0, length), true) as Node | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}
