import { transformSync } from 'amaro';
import { parse, type Export, type Import } from 'es-module-lexer/js';
import { placeAt, FaultError, refuse } from './fault.ts';
import { SDK_NAME } from './sdk.ts';

/** What the body of a strategy's function finds its module by: see evaluate.ts. */
export const BODY_NAMES = { sdk: '$sdk', out: '$out' } as const;

const EXPORT_DEFAULT = /^export\s+default\b/;
const NAME = /^[A-Za-z_$][\w$]*$/;

/**
 * Makes a function's body of a TypeScript module: types become blanks (amaro, strip-only), the import of the SDK a
 * destructuring, `export default` an assignment. Lines and columns stay where they were, so that what the engine says of the
 * body is true of the file.
 *
 * A body, not a module, because a function can be called for every run: what a file keeps in variables of its own begins
 * anew each time, and a run gives the same on whatever thread it is done. Throws FaultError.
 *
 * @param sdkNames what the SDK exports
 */
export function toBody(text: string, sdkNames: ReadonlySet<string>): string {
  const script = stripTypes(text);
  const [imports, exports] = lex(script);
  const edits = [...imports.map((one) => importEdit(script, one, sdkNames)), ...exportEdits(script, exports)];
  let body = script;
  for (const { at, length, text: replacement } of edits)
    body = body.slice(0, at) + replacement.padEnd(length) + body.slice(at + length);
  return body;
}

/** In place and of the same length, so that their order does not matter. */
interface Edit {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

interface AmaroError {
  readonly code: string;
  readonly message: string;
  /** From 1, and from 0. */
  readonly startLine: number;
  readonly startColumn: number;
}

function stripTypes(text: string): string {
  try {
    return transformSync(text, { mode: 'strip-only' }).code;
  } catch (error) {
    if (!isAmaroError(error)) throw error;
    const { code, message, startLine: line, startColumn } = error;
    const help = code === 'UnsupportedSyntax' ? `${message}: ${PLAIN_SYNTAX}` : message;
    throw new FaultError({ message: withStop(help), line, column: startColumn + 1 });
  }
}

const PLAIN_SYNTAX =
  'types are only taken away here, so what TypeScript turns into code of its own (enum, namespace, parameter properties, <T>x) cannot be used';

function isAmaroError(error: unknown): error is AmaroError {
  return typeof error === 'object' && error !== null && 'startLine' in error && 'startColumn' in error;
}

function lex(script: string): readonly [readonly Import[], readonly Export[]] {
  try {
    const [imports, exports] = parse(script);
    return [imports, exports];
  } catch (error) {
    const at = (error as { idx?: number }).idx;
    if (at === undefined) throw error;
    throw new FaultError({ message: 'This cannot be read as JavaScript.', ...placeAt(script, at) });
  }
}

function importEdit(script: string, one: Import, sdkNames: ReadonlySet<string>): Edit {
  const { importStart: at, importEnd: end } = one;
  if (one.type === 'import-meta') refuse('import.meta is not there for a strategy.', script, at);
  if (one.type !== 'static' || one.phase !== null) refuse(`${ONLY_SDK}, with import { ... }.`, script, at);
  if (one.specifier !== SDK_NAME)
    refuse(`'${one.specifier}' cannot be imported: ${ONLY_SDK}.`, script, one.start);
  if (one.attributes !== null)
    refuse('An import of a strategy has no attributes.', script, one.attributesStart);
  const length = end - at;
  const head = 'import'.length;
  const clause = script.slice(at + head, one.start - 1).replace(/\bfrom\s*$/, (from) => blank(from));
  if (clause.trim() === '') return { at, length, text: blank(script.slice(at, end)) };
  // `import` and `const ` are six letters each, and the specifier with its quotes leaves room for the assignment.
  return { at, length, text: `const ${bindings(script, clause, at + head, sdkNames)} = ${BODY_NAMES.sdk};` };
}

const ONLY_SDK = `a strategy imports from '${SDK_NAME}' and nothing else`;

/** `{ a, b as c }` → `{ a, b:  c }`, `* as sdk` → `sdk`; of the same length. */
function bindings(script: string, clause: string, at: number, sdkNames: ReadonlySet<string>): string {
  const plain = clause.replace(/\/\*[^]*?\*\/|\/\/.*/g, (comment) => blank(comment));
  const all = /^(\s*)\*(\s*)as\s(\s*[\w$]+\s*)$/.exec(plain);
  if (all !== null) return plain.replace(/\*(\s*)as\s/, (found) => blank(found));
  const list = /^\s*\{([^{}]*)\}\s*$/.exec(plain);
  if (list === null) refuse(`Write import { defineStrategy } from '${SDK_NAME}'.`, script, at);
  const from = plain.indexOf('{') + 1;
  let offset = from;
  for (const part of list[1]!.split(',')) {
    const start = at + offset + (part.length - part.trimStart().length);
    offset += part.length + 1;
    const [name, as, local, more] = part.trim().split(/\s+/);
    if (name === '') continue;
    const isRename = as === 'as' && local !== undefined && NAME.test(local) && more === undefined;
    if (!NAME.test(name!) || (as !== undefined && !isRename))
      refuse(`This import cannot be read: write import { name } from '${SDK_NAME}'.`, script, start);
    if (!sdkNames.has(name!)) {
      refuse(
        `${SDK_NAME} has no '${name!}'. If it is a type, write import { type ${name!} }.`,
        script,
        start,
      );
    }
  }
  return plain.replace(/(\s)as(?=\s)/g, '$1: ');
}

function exportEdits(script: string, exports: readonly Export[]): Edit[] {
  const edits = exports.map((one): Edit => {
    const at = one.exportStart;
    const found = EXPORT_DEFAULT.exec(script.slice(at));
    if (one.type !== 'direct' || one.name !== 'default' || found === null)
      refuse('A strategy file exports one thing: export default defineStrategy({ ... }).', script, at);
    // `export default` is as long as `$out.default =`.
    return { at, length: found[0].length, text: `${BODY_NAMES.out}.default =${blank(found[0].slice(14))}` };
  });
  if (edits.length === 0)
    refuse('There is no strategy in it: it needs export default defineStrategy({ ... }).');
  return edits;
}

function blank(text: string): string {
  return text.replace(/[^\n\r\u2028\u2029]/g, ' ');
}

function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
