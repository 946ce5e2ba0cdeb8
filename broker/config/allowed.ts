/** Which keys (or which kinds) the schema allows at a place of stint.yaml, for the sentences of its errors. Reads the schema itself. */
import { z } from 'zod';
import { configSchema } from './schema.ts';

/** Path parts are keys and indexes; a last part `=` asks for the kinds of a tagged union. */
export function allowedAt(path: readonly PropertyKey[]): string[] {
  let nodes: z.core.$ZodType[] = [configSchema];
  for (const part of path) {
    const within = nodes.flatMap(unwrap);
    if (part === '=' || (part === 'kind' && within.length > 1))
      return within.flatMap((node) => kindsOf(node));
    nodes = within.flatMap((node) => {
      if (typeof part === 'number') return node instanceof z.ZodArray ? [node.element] : [];
      return node instanceof z.ZodObject ? [node.shape[String(part)]].filter(isSchema) : [];
    });
  }
  const keys = nodes
    .flatMap(unwrap)
    .flatMap((node) => (node instanceof z.ZodObject ? Object.keys(node.shape) : []));
  return [...new Set(keys)];
}

/** What stands inside defaults, unions and transformations. */
function unwrap(node: z.core.$ZodType): z.core.$ZodType[] {
  if (node instanceof z.ZodDefault || node instanceof z.ZodPrefault || node instanceof z.ZodOptional) {
    return unwrap(node.unwrap());
  }
  if (node instanceof z.ZodUnion) return node.options.flatMap(unwrap);
  return [node];
}

function kindsOf(node: z.core.$ZodType): string[] {
  const kind = node instanceof z.ZodObject ? node.shape['kind'] : undefined;
  return kind instanceof z.ZodLiteral ? [...kind.values].map(String) : [];
}

function isSchema(node: unknown): node is z.core.$ZodType {
  return node instanceof z.ZodType;
}
