import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generalRules } from '../eslint.config.ts';
import { WITHOUT } from '../oxlint.config.mjs';

const project = join(import.meta.dirname, '..');

/** For each rule that `check` gives to oxlint and that needs types, and for a few others, code that breaks it. */
const VIOLATIONS: Record<string, string> = {
  '@typescript-eslint/await-thenable': 'export async function f() { await 1; await Promise.resolve(); }',
  '@typescript-eslint/no-array-delete': 'export function f(list: number[]) { delete list[0]; }',
  '@typescript-eslint/no-base-to-string': 'export const f = (value: { a: number }) => String(value);',
  '@typescript-eslint/no-deprecated':
    '/** @deprecated Use g. */\nfunction old() { return 1; }\nexport const f = () => old();',
  '@typescript-eslint/no-duplicate-type-constituents': 'export type A = string | number | string;',
  '@typescript-eslint/no-floating-promises':
    'async function send() { await Promise.resolve(); }\nexport function f() { send(); }',
  '@typescript-eslint/no-for-in-array':
    'export function f(list: number[]) { for (const i in list) { if (i === "1") return; } }',
  '@typescript-eslint/no-implied-eval': 'export const f = () => setTimeout("f()", 1);',
  '@typescript-eslint/no-meaningless-void-operator':
    'function g(): void { f(); }\nexport function f() { void g(); }',
  '@typescript-eslint/no-misused-promises':
    'async function ready() { await Promise.resolve(); return true; }\nexport const f = () => { if (ready()) return 1; return 2; };',
  '@typescript-eslint/no-misused-spread': 'export const f = (list: number[]) => ({ ...list });',
  '@typescript-eslint/no-mixed-enums': 'export enum Mixed { A = 1, B = "b" }',
  '@typescript-eslint/no-redundant-type-constituents': 'export type A = unknown | string;',
  '@typescript-eslint/no-unnecessary-boolean-literal-compare':
    'export const f = (isOpen: boolean) => (isOpen === true ? 1 : 2);',
  '@typescript-eslint/no-unnecessary-condition':
    'export const f = (order: { id: number }) => (order ? order.id : 0);',
  '@typescript-eslint/no-unnecessary-template-expression':
    'export const f = (text: string) => `${text}` + `${"a"}b`;',
  '@typescript-eslint/no-unnecessary-type-arguments':
    'function g<T = string>(value: T): T { return value; }\nexport const f = () => g<string>("a");',
  '@typescript-eslint/no-unnecessary-type-assertion': 'export const f = (value: number) => value as number;',
  '@typescript-eslint/no-unnecessary-type-conversion': 'export const f = (text: string) => String(text);',
  '@typescript-eslint/no-unnecessary-type-parameters':
    'export function f<T>(value: T): void { void [value]; }',
  '@typescript-eslint/no-unsafe-argument':
    'function g(value: string) { return value; }\nexport const f = (value: any) => g(value);',
  '@typescript-eslint/no-unsafe-assignment':
    'export function f(value: any) { const copy: number = 1; const other = value; return [copy, other].length; }',
  '@typescript-eslint/no-unsafe-call': 'export function f(value: any) { value(); }',
  '@typescript-eslint/no-unsafe-member-access':
    'export function f(value: any): number { return Number(value.price); }',
  '@typescript-eslint/no-unsafe-return': 'export function f(value: any): number { return value; }',
  '@typescript-eslint/no-useless-default-assignment': 'export const f = ({ a = 1 }: { a: number }) => a;',
  '@typescript-eslint/only-throw-error': 'export function f() { throw "no"; }',
  '@typescript-eslint/prefer-promise-reject-errors': 'export const f = () => Promise.reject("no");',
  '@typescript-eslint/prefer-reduce-type-parameter':
    'export const f = (list: number[]) => list.reduce((all, n) => [...all, String(n)], [] as string[]);',
  '@typescript-eslint/prefer-return-this-type': 'export class A { a = 1; f(): A { this.a++; return this; } }',
  '@typescript-eslint/related-getter-setter-pairs':
    'export interface A { get a(): string; set a(value: number); }',
  '@typescript-eslint/require-await': 'export async function f() { return 1; }',
  '@typescript-eslint/restrict-plus-operands': 'export const f = (a: number, b: { c: number }) => a + b;',
  '@typescript-eslint/restrict-template-expressions': 'export const f = (a: { b: number }) => `${a}`;',
  '@typescript-eslint/return-await':
    'export async function f() { try { return Promise.resolve(1); } catch { return 2; } }',
  '@typescript-eslint/switch-exhaustiveness-check':
    'export function f(side: "buy" | "sell") { switch (side) { case "buy": return 1; } return 2; }',
  '@typescript-eslint/unbound-method':
    'class A { a = 1; f() { return this.a; } }\nexport const f = new A().f;',
  '@typescript-eslint/use-unknown-in-catch-callback-variable':
    'export const f = () => Promise.resolve(1).catch((error) => String(error));',
  eqeqeq: 'export const f = (a: number) => a == 1;',
  'no-console': 'export const f = () => console.log(1);',
  '@typescript-eslint/no-explicit-any': 'export const f = (a: any) => void a;',
  'react-hooks/rules-of-hooks':
    'import { useState } from "react";\nexport function Panel({ isOn }: { isOn: boolean }) { if (isOn) useState(1); return null; }',
  'react-hooks/exhaustive-deps':
    'import { useEffect } from "react";\nexport function Panel({ id }: { id: string }) { useEffect(() => { document.title = id; }, []); return null; }',
};

interface TypedRule {
  meta: { docs: { requiresTypeChecking?: boolean } };
}

let root: string;
let found: { filename: string; code?: string; message: string }[];
const fileOf = (rule: string) => `src-renderer/panels/${rule.replaceAll(/\W/g, '_')}.tsx`;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'tradewind-lint-'));
  mkdirSync(join(root, 'src-renderer/panels'), { recursive: true });
  writeFileSync(join(root, 'tsconfig.json'), TSCONFIG);
  writeFileSync(
    join(root, 'oxlint.config.mjs'),
    `export { default } from ${JSON.stringify(join(project, 'oxlint.config.mjs'))};\n`,
  );
  for (const [rule, code] of Object.entries(VIOLATIONS)) writeFileSync(join(root, fileOf(rule)), `${code}\n`);
  writeFileSync(
    join(root, 'src-renderer/panels/none.tsx'),
    '// eslint-disable-next-line eqeqeq\nexport {};\n',
  );
  found = await lint();
}, 60_000);
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const TSCONFIG = JSON.stringify({
  extends: join(project, 'tsconfig.base.json'),
  compilerOptions: {
    lib: ['ES2023', 'DOM'],
    jsx: 'react-jsx',
    incremental: false,
    erasableSyntaxOnly: false,
  },
  include: ['**/*.tsx'],
});

/** What oxlint, called as `check` calls it, finds in the project at `root`. */
function lint(): Promise<typeof found> {
  const oxlint = join(project, 'node_modules/oxlint/bin/oxlint');
  const args = [oxlint, '--config', 'oxlint.config.mjs', '--format', 'json'];
  // Its half that knows types it looks for beside the files.
  const env = {
    ...process.env,
    OXLINT_TSGOLINT_PATH: join(
      project,
      `node_modules/.bin/tsgolint${process.platform === 'win32' ? '.cmd' : ''}`,
    ),
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: root, env, maxBuffer: 1e8 }, (_, stdout, stderr) => {
      try {
        resolve((JSON.parse(stdout) as { diagnostics: typeof found }).diagnostics);
      } catch (cause) {
        reject(new Error(`oxlint says: ${stdout}${stderr}`, { cause }));
      }
    });
  });
}

test.each(Object.keys(VIOLATIONS))('what breaks %s is found', (rule) => {
  const name = rule.replace(/^.*\//, '');
  const codes = found.filter(({ filename }) => filename.endsWith(fileOf(rule))).map(({ code }) => code ?? '');
  expect(codes.map((code) => code.replace(/^.*\((.*)\)$/, '$1'))).toContain(name);
});

test('a comment that switches off a rule where nothing breaks it is found', () => {
  expect(found.filter(({ filename }) => filename.endsWith('none.tsx')).map(({ message }) => message)).toEqual(
    [expect.stringMatching(/unused eslint-disable/i)],
  );
});

test('every rule that needs types has its violation here', () => {
  const on = new Set<string>();
  for (const { files, rules = {} } of generalRules as Linter.Config[]) {
    for (const [name, entry] of Object.entries(rules)) {
      const isOn = /error|warn|[12]/.test(String([entry].flat()[0]));
      if (isOn) on.add(name);
      // What is off for some files only is on for the others.
      else if (files === undefined) on.delete(name);
    }
  }
  const { rules } = tseslint.plugin as unknown as Record<'rules', Record<string, TypedRule>>;
  const typed = Object.entries(rules)
    .filter(([, rule]) => rule.meta.docs.requiresTypeChecking === true)
    .map(([name]) => `@typescript-eslint/${name}`);
  expect(typed.filter((name) => on.has(name) && !WITHOUT.has(name) && !(name in VIOLATIONS))).toEqual([]);
  expect(typed.length).toBeGreaterThan(50);
});
