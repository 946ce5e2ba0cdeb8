// A lint rule of our own: a cast silences the compiler, so a comment on its lines, or right above its statement,
// says why it is true. `as const` is no cast. The rule never judges the sentence.
import type { Rule } from 'eslint';

interface Positioned {
  readonly type: string;
  readonly parent?: Positioned | null;
  readonly loc?: Rule.Node['loc'];
}

function lines(node: Positioned): { first: number; last: number } {
  return { first: node.loc?.start.line ?? 0, last: node.loc?.end.line ?? 0 };
}

/** The nearest thing around the cast that stands on lines of its own. */
function statementOf(node: Positioned): Positioned {
  let current = node;
  while (
    current.parent !== undefined &&
    current.parent !== null &&
    !/(?:Statement|Declaration|Property|PropertyDefinition|JSXAttribute)$/.test(current.type)
  ) {
    current = current.parent;
  }
  return current;
}

export const explainCast: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      unexplained: 'A cast needs a sentence: say in a comment why it is true, or parse instead of casting.',
    },
  },
  create(context) {
    const comments = context.sourceCode.getAllComments();
    function check(node: Rule.Node): void {
      const own = lines(node);
      const around = lines(statementOf(node));
      const explained = comments.some((comment) => {
        const { first, last } = lines(comment);
        return last === around.first - 1 || (first <= own.last && last >= around.first);
      });
      if (!explained) context.report({ node, messageId: 'unexplained' });
    }
    return {
      "TSAsExpression:not([typeAnnotation.type='TSTypeReference'][typeAnnotation.typeName.name='const'])":
        check,
      TSTypeAssertion: check,
    };
  },
};
