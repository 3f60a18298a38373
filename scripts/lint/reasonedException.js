/**
 * A lint exception must say why: `// eslint-disable-next-line some-rule -- the reason`.
 * @type {import('eslint').Rule.RuleModule}
 */
export const reasonedException = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { noReason: 'Say why: `eslint-disable… rule -- the reason`.' },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const text = comment.value.trim();
          const silences = /^(eslint-disable|@ts-expect-error)/.test(text);
          const explained = /--\s*\S+/.test(text) || /^@ts-expect-error\s+\S+/.test(text);
          if (silences && !explained) context.report({ loc: comment.loc, messageId: 'noReason' });
        }
      },
    };
  },
};
