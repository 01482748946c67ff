import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createJiti } from 'jiti';
import ts from 'typescript';

/**
 * @typedef {object} StrategySdk
 * @property {string} version changes with any of its files
 * @property {Record<string, string>} files by their place in the folder of the user's strategies
 * @property {string} tsconfig for the folder itself
 * @property {string} template of a new strategy
 */

const ROOT = 'src-shared/strategies/strategy.ts';

/**
 * What an editor needs to write strategies with: the declarations of our own Strategy interface, as TypeScript makes them of
 * the sources; one for every indicator of the library; and those of zod.
 * @param {string} project its folder
 * @returns {Promise<StrategySdk>}
 */
export async function strategySdk(project) {
  const read = (/** @type {string} */ path) => readFileSync(join(project, path), 'utf8');
  /** @type {Record<string, string>} */
  const files = {};
  const put = (/** @type {string} */ path, /** @type {string} */ text) =>
    (files[`tradewind-sdk/${path}`] = text);
  for (const [path, text] of declarations(project)) put(relative('src-shared', path), text);
  put('indicators.d.ts', await indicatorDeclarations(project));
  put('index.d.ts', INDEX);
  for (const [path, text] of zodDeclarations(project)) put(`node_modules/zod/${path}`, text);
  for (const name of readdirSync(join(project, 'resources/strategies/examples')))
    put(`examples/${name}`, read(`resources/strategies/examples/${name}`));
  const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 12);
  const manifest = {
    name: 'tradewind-sdk',
    version: JSON.parse(read('package.json')).version,
    description: 'Types of Tradewind strategies. Written by Tradewind, which replaces what is changed here.',
    types: './index.d.ts',
    tradewind: version,
  };
  put('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  return {
    version,
    files,
    tsconfig: read('resources/strategies/tsconfig.json'),
    template: read('resources/strategies/template.ts'),
  };
}

const INDEX = `/** Types of what a Tradewind strategy can import. Written by Tradewind: changes here are lost. */
export { z } from 'zod';
export { defineStrategy } from './strategies/strategy.js';
export type * from './strategies/strategy.js';
export type * from './model/order-request.js';
export type { BarSize } from './model/bar-size.js';
export type { IndicatorDefinition } from './indicators/definition.js';
export * from './indicators.js';
`;

/**
 * The root and whatever it imports of ours.
 * @param {string} project
 * @returns {Map<string, string>} path below the project, ending in .d.ts, to text
 */
function declarations(project) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const queue = [ROOT];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const name = path.replace(/\.ts$/, '.d.ts');
    if (found.has(name)) continue;
    const { outputText, diagnostics = [] } = ts.transpileDeclaration(
      readFileSync(join(project, path), 'utf8'),
      {
        fileName: path,
        reportDiagnostics: true,
        compilerOptions: { declaration: true, isolatedDeclarations: true, verbatimModuleSyntax: true },
      },
    );
    // What the interface itself says must be whole; beside it the indicators' helpers may be vague.
    if (path === ROOT && diagnostics.length > 0)
      throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(diagnostics[0]?.messageText, '\n')}`);
    for (const [, specifier] of outputText.matchAll(/from '(\.[^']+\.ts)'/g))
      queue.push(join(dirname(path), /** @type {string} */ (specifier)).replaceAll('\\', '/'));
    found.set(name, outputText.replace(/from '(\.[^']+)\.ts'/g, "from '$1.js'"));
  }
  return found;
}

/** @param {string} project */
async function indicatorDeclarations(project) {
  const jiti = createJiti(project, { fsCache: false });
  const { INDICATORS } = /** @type {any} */ (
    await jiti.import(join(project, 'src-shared/indicators/library.ts'))
  );
  const { z } = await import('zod');
  const parts = INDICATORS.map(
    (/** @type {any} */ { id, title, description, outputs, inputs, parameters }) => {
      const { properties } = /** @type {any} */ (z.toJSONSchema(parameters, { io: 'input' }));
      const fields = Object.entries(properties).map(
        ([name, /** @type {any} */ field]) =>
          `  /** ${field.title}: ${field.description} Default ${field.default}. */\n  ${name}: z.ZodDefault<${zodType(field)}>;`,
      );
      const other = inputs.includes('other')
        ? ' Name the other symbol as the last argument of indicators.of(...).'
        : '';
      const shape = fields.length === 0 ? '{}' : `{\n${fields.join('\n')}\n}`;
      const names = outputs.map((/** @type {string} */ output) => `'${output}'`).join(' | ');
      return `/** ${title}. ${description}${other} */\nexport declare const ${exportName(id)}: IndicatorDefinition<z.ZodObject<${shape}>, ${names}>;`;
    },
  );
  return `import type { z } from 'zod';\nimport type { IndicatorDefinition } from './indicators/definition.js';\n\n${parts.join('\n\n')}\n`;
}

/** @param {{ type?: string, enum?: string[] }} field */
function zodType(field) {
  if (field.enum !== undefined)
    return `z.ZodEnum<{ ${field.enum.map((one) => `'${one}': '${one}'`).join('; ')} }>`;
  if (field.type === 'boolean') return 'z.ZodBoolean';
  if (field.type === 'number' || field.type === 'integer') return 'z.ZodNumber';
  throw new Error(`an indicator has a parameter of type ${field.type}, which the SDK cannot declare yet`);
}

/** As src-worker/user-strategies/sdk.ts names them. @param {string} id */
function exportName(id) {
  return id.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
}

/**
 * @param {string} project
 * @returns {[path: string, text: string][]}
 */
function zodDeclarations(project) {
  const folder = join(project, 'node_modules/zod');
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const manifest = { name, version, license, type: 'module', types: './index.d.ts' };
  const paths = ['index.d.ts', 'LICENSE'];
  for (const part of ['v4/classic', 'v4/core', 'v4/locales']) {
    for (const file of readdirSync(join(folder, part)).sort())
      if (file.endsWith('.d.ts')) paths.push(`${part}/${file}`);
  }
  return [
    ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
    ...paths.map(
      (path) => /** @type {[string, string]} */ ([path, readFileSync(join(folder, path), 'utf8')]),
    ),
  ];
}
