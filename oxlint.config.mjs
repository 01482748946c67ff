import { createJiti } from 'jiti';

/** @import { Linter } from 'eslint' */
/** @import { OxlintConfig, OxlintOverride } from 'oxlint' */

/**
 * Rules of eslint.config.ts that `npm run check` does without. Any other that oxlint does not have, or whose options it does
 * not know, it names and fails.
 */
export const WITHOUT = new Set([
  // What these look for is a syntax error in modules.
  'no-octal',
  'no-dupe-args',
  // They look at settings of the React Compiler; there are none.
  'react-hooks/config',
  'react-hooks/gating',
  // Given up: only `npx eslint .` looks (docs/adr/0020).
  '@typescript-eslint/no-unsafe-class-instance-assignment',
  // We declare no enums, and this version of oxlint does not know it.
  '@typescript-eslint/no-unsafe-enum-assignment',
]);

/** @type {typeof import('./eslint.config.ts')} */
const { generalRules, IGNORED } = await createJiti(import.meta.url).import('./eslint.config.ts');
const blocks = /** @type {Linter.Config[]} */ (generalRules);
// ESLint's own collections switch off rules that this one does not switch on, and some of them oxlint has never heard of.
const used = new Set(
  blocks.flatMap(({ rules = {} }) => Object.keys(rules).filter((name) => !isOff(rules[name]))),
);

/**
 * The general rules of eslint.config.ts, which stays the one list, in oxlint's words: it has them all, and those with types
 * take it a tenth of the time. Also for oxlint's own extension in editors; ESLint's shows the same.
 * @type {OxlintConfig}
 */
const config = {
  plugins: ['typescript', 'react', 'import'],
  categories: { correctness: 'off' },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: IGNORED,
  // Ours alone: ESLint needs another plugin for it, and many times as long.
  rules: { 'import/no-cycle': ['error', { ignoreTypes: false }] },
  overrides: blocks.map(overrideOf),
};
export default config;

/**
 * @param {Linter.Config} block
 * @returns {OxlintOverride}
 */
function overrideOf({ files = ['**/*.{ts,tsx,mjs}'], ignores = [], rules = {} }) {
  const kept = Object.entries(rules).filter(([name]) => used.has(name) && !WITHOUT.has(name));
  return {
    files: files.flat(),
    excludeFiles: ignores,
    rules: Object.fromEntries(kept.map(([name, entry]) => [name.replace(/^react-hooks\//, 'react/'), entry])),
  };
}

/** @param {Linter.RuleEntry | undefined} entry */
function isOff(entry) {
  const level = Array.isArray(entry) ? entry[0] : entry;
  return level === 'off' || level === 0;
}
