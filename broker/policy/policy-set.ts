/**
 * Policies as text made into a set that decides, or into all that is wrong with them, each with file and line. Every policy has a name of its
 * own, is valid by the schema, and speaks of nothing that the configuration does not know: a misspelt target would make a forbid hold nowhere.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { ConfigError } from '../config/config-error.ts';
import { readAnnotations, type Approval, type PolicyFacts } from './annotations.ts';
import { findUnknownNames, type KnownNames } from './known-names.ts';
import { sentenceOf, startOf } from './engine-error.ts';
import { createEngineSets, textsOf, type EnginePolicy, type EngineSets } from './engine-sets.ts';
import { lookedAtIn } from './looked-at-in.ts';
import { namesIn, type Names } from './names-in.ts';
import { findTooDeep } from './too-deep.ts';

const SCHEMA = readFileSync(join(import.meta.dirname, 'shipped/stint.cedarschema'), 'utf8');

export interface PolicyText {
  readonly file: string;
  readonly text: string;
}

export interface PolicySet {
  /** SHA-256 of the policies, hex: the same policies are the same version on every node. */
  readonly version: string;
  readonly facts: ReadonlyMap<string, PolicyFacts>;
  /** Each policy's text, by name. */
  readonly texts: ReadonlyMap<string, string>;
  /** What of the context each policy speaks of: "reason", "durationSeconds". */
  readonly speaksOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** What of it any of them speaks of. */
  readonly speaks: ReadonlySet<string>;
  /** What any of them looks at in a person or a profile: "reviews", "askers". */
  readonly attributes: ReadonlySet<string>;
  /** Profiles that some policy names by id. */
  readonly namedProfiles: ReadonlySet<string>;
  /** Some policy on asking or starting tells people apart other than by their groups. */
  readonly namesPeople: boolean;
  /** Some policy on reviews looks at who asked: more than that it is not the reviewer. */
  readonly looksAtAsker: boolean;
  /** Groups that @approval asks, and that @announce tells. */
  readonly reviewGroups: ReadonlySet<string>;
  readonly announceGroups: ReadonlySet<string>;
  /** Under which names the engine keeps them. */
  readonly engine: EngineSets;
}

export type PolicySetResult =
  | { readonly ok: true; readonly value: PolicySet }
  | { readonly ok: false; readonly errors: readonly ConfigError[] };

interface Part extends EnginePolicy {
  /** Where in its file, in bytes. */
  readonly offset: number;
  readonly source: PolicyText;
  readonly facts: PolicyFacts;
  readonly attributes: ReadonlySet<string>;
  readonly looksAtAsker: boolean;
  readonly names: Names;
}

export function createPolicySet(texts: readonly PolicyText[], known: KnownNames): PolicySetResult {
  const errors: ConfigError[] = [];
  const parts = texts.flatMap((source) => readFile(source, known, errors));
  const byId = new Map<string, Part>();
  for (const part of parts) {
    const other = byId.get(part.id);
    if (other === undefined) byId.set(part.id, part);
    else
      errors.push(
        errorAt(part.source, part.offset, `The policy in ${other.source.file} is called “${part.id}” too.`),
      );
  }
  errors.push(...validate(byId));
  if (errors.length > 0) return { ok: false, errors: errors.toSorted(byPlace) };
  return { ok: true, value: toSet(byId) };
}

function readFile(source: PolicyText, known: KnownNames, errors: ConfigError[]): Part[] {
  // SECURITY: policy-too-deep
  const tooDeep = findTooDeep(source.text);
  if (tooDeep !== undefined) {
    errors.push(errorAt(source, tooDeep.offset, tooDeep.sentence));
    return [];
  }
  const split = cedar.policySetTextToParts(source.text);
  if (split.type === 'failure') {
    errors.push(...split.errors.map((error) => errorAt(source, startOf(error), sentenceOf(error))));
    return [];
  }
  const bytes = Buffer.from(source.text, 'utf8');
  for (const template of split.policy_templates) {
    errors.push(
      errorAt(source, bytes.indexOf(template), 'Templates (?principal, ?resource) are not used here.'),
    );
  }
  return split.policies.flatMap((text): Part[] => {
    const offset = Math.max(0, bytes.indexOf(text));
    const parsed = cedar.policyToJson(text);
    if (parsed.type === 'failure') {
      errors.push(
        ...parsed.errors.map((error) => errorAt(source, offset + startOf(error), sentenceOf(error))),
      );
      return [];
    }
    const { effect, annotations = {} } = parsed.json;
    const lookedAt = lookedAtIn(parsed.json);
    const facts = readAnnotations(effect, annotations);
    const wrong = [...(facts.ok ? [] : facts.sentences), ...findUnknownNames(parsed.json, known)];
    errors.push(...wrong.map((sentence) => errorAt(source, offset, sentence)));
    return facts.ok
      ? [
          {
            id: facts.value.id,
            text,
            json: parsed.json,
            offset,
            source,
            facts: facts.value,
            speaksOf: lookedAt.context,
            attributes: lookedAt.attributes,
            looksAtAsker: lookedAt.asker,
            names: namesIn(parsed.json),
          },
        ]
      : [];
  });
}

function validate(parts: ReadonlyMap<string, Part>): ConfigError[] {
  const answer = cedar.validate({
    schema: SCHEMA,
    policies: { staticPolicies: textsOf([...parts.values()]) },
    validationSettings: { mode: 'strict' },
  });
  if (answer.type === 'failure') throw new Error(answer.errors.map(sentenceOf).join(' '));
  const found = [...answer.validationErrors, ...answer.validationWarnings].flatMap(({ policyId, error }) => {
    const part = parts.get(policyId);
    if (part === undefined) throw new Error(`The engine speaks of a policy ${policyId}.`);
    return [errorAt(part.source, part.offset + startOf(error), sentenceOf(error))];
  });
  // The same slip is told once for each action.
  return [
    ...new Map(
      found.map((error) => [JSON.stringify([error.file, error.line, error.column]), error]),
    ).values(),
  ];
}

function toSet(parts: ReadonlyMap<string, Part>): PolicySet {
  const all = [...parts.values()];
  const version = createHash('sha256')
    .update(JSON.stringify([SCHEMA, ...all.map(({ id, text }) => [id, text]).toSorted()]))
    .digest('hex');
  return {
    version,
    engine: createEngineSets(version, all),
    facts: new Map(all.map(({ id, facts }) => [id, facts])),
    texts: new Map(all.map(({ id, text }) => [id, text])),
    speaksOf: new Map(all.map(({ id, speaksOf }) => [id, speaksOf])),
    reviewGroups: new Set(
      all.flatMap(({ facts }) => [
        ...groupsIn(facts.approval),
        ...(facts.announceTo === null ? [] : [facts.announceTo]),
      ]),
    ),
    announceGroups: new Set(all.flatMap(({ facts }) => facts.announceTo ?? [])),
    namedProfiles: new Set(all.flatMap(({ names }) => [...names.profiles])),
    looksAtAsker: all.some(({ looksAtAsker }) => looksAtAsker),
    namesPeople: all.some(({ names }) => names.people),
    speaks: new Set(all.flatMap(({ speaksOf }) => [...speaksOf])),
    attributes: new Set(all.flatMap(({ attributes }) => [...attributes])),
  };
}

function groupsIn(approval: Approval): readonly string[] {
  return approval === 'profile' ? [] : approval.map(({ group }) => group);
}

function errorAt({ file, text }: PolicyText, offset: number, sentence: string): ConfigError {
  const before = Buffer.from(text, 'utf8').subarray(0, Math.max(0, offset)).toString('utf8').split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, path: '', sentence };
}

function byPlace(a: ConfigError, b: ConfigError): number {
  return a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;
}
