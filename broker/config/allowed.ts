/** Which keys the schema allows at a place of stint.yaml, for the sentences of its errors. Reads the schema itself. */
import { z } from 'zod';
import { configSchema } from './schema.ts';

/** Path parts are keys and indexes. */
export function allowedAt(path: readonly PropertyKey[]): string[] {
  let nodes: z.core.$ZodType[] = [configSchema];
  for (const part of path) {
    nodes = nodes.flatMap(unwrap).flatMap((node) => {
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

function isSchema(node: unknown): node is z.core.$ZodType {
  return node instanceof z.ZodType;
}
