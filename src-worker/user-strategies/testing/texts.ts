/** A strategy's text for tests: what differs from one that works. */
export interface TextParts {
  readonly id?: string;
  readonly title?: string;
  /** Between the import and the definition. */
  readonly head?: string;
  readonly parameters?: string;
  /** The body of `create`, before it returns. */
  readonly create?: string;
  readonly onBar?: string;
  /** In place of the definition's object. */
  readonly definition?: string;
}

/** The definition begins on line 3, `create` has its own on line 8 and `onBar` on line 11, whatever the parts are. */
export function strategyText(parts: TextParts = {}): string {
  const { id = 'mine', title = 'Mine', head = '', parameters = '{}', create = '', onBar = '' } = parts;
  if (parts.definition !== undefined)
    return `import { defineStrategy, sma, z } from 'tradewind-sdk';\n${head}\nexport default ${parts.definition};\n`;
  return `import { defineStrategy, sma, z } from 'tradewind-sdk';
${head}
export default defineStrategy({
  id: '${id}', title: '${title}',
  description: 'For tests.',
  parameters: z.strictObject(${parameters}),
  create(parameters, { symbolCount, indicators }) {
    ${create}
    return {
      onBar(context) {
        ${onBar}
      },
    };
  },
});
`;
}

/** Buys on its first bar and holds. */
export const HOLDER = strategyText({ id: 'holder', title: 'Holder', onBar: 'context.enterLong();' });
