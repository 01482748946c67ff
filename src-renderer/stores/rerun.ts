import { create } from 'zustand';
import type { BacktestSpec, RunDetail, RunId } from '#shared/model/backtest.ts';
import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';

/** What a run that is made once more has to come to. */
export interface Expected {
  /** The run or trial that it repeats, in words. */
  readonly what: string;
  readonly hash: string;
  readonly spec: BacktestSpec;
  readonly codeVersion: string;
  /** In the order of its series; null where it is not known. */
  readonly dataHashes: readonly (string | null)[];
}

export interface Proof {
  readonly what: string;
  readonly isSame: boolean;
  /** What is another than it was, in sentences; empty when nothing is that could matter. */
  readonly differences: readonly string[];
}

interface Reruns {
  readonly expected: ReadonlyMap<RunId, Expected>;
  readonly proofs: ReadonlyMap<RunId, Proof>;
}

/** Of this session. Bounded by RERUNS_KEPT. */
export const useReruns = create<Reruns>(() => ({ expected: new Map(), proofs: new Map() }));
const RERUNS_KEPT = 100;

export function expectSame(runId: RunId, expected: Expected): void {
  useReruns.setState((state) => ({ expected: bounded(state.expected, runId, expected) }));
}

/** Compares a finished run with what was expected of it; null when nothing was. */
export function proveRun(after: RunDetail): Proof | null {
  const { runId } = after.summary;
  const expected = useReruns.getState().expected.get(runId);
  if (expected === undefined) return null;
  const proof = proofOf(expected, after);
  useReruns.setState((state) => ({ proofs: bounded(state.proofs, runId, proof) }));
  return proof;
}

/** Whether it came to the same, and where not, what could be the cause: data, code, settings. */
export function proofOf(expected: Expected, after: RunDetail): Proof {
  const { what } = expected;
  if (after.summary.hash === expected.hash) return { what, isSame: true, differences: [] };
  const data = after.series.flatMap(({ symbol, dataHash }, i) => {
    const before = expected.dataHashes[i] ?? null;
    return before === dataHash || before === null
      ? []
      : [`The bars of ${symbol} have changed (${short(before)} then, ${short(dataHash)} now).`];
  });
  const code =
    after.codeVersion === expected.codeVersion
      ? []
      : [`It was computed by version ${expected.codeVersion} then, and by ${after.codeVersion} now.`];
  return {
    what,
    isSame: false,
    differences: [...data, ...code, ...settingsThatDiffer(expected.spec, after.spec)],
  };
}

function settingsThatDiffer(before: BacktestSpec, after: BacktestSpec): string[] {
  const parts = (spec: BacktestSpec): Readonly<Record<string, unknown>> => {
    const { parameters, execution, ...rest } = spec;
    const named = Object.entries(parameters).map(([name, value]) => [`parameter ${name}`, value] as const);
    return { ...Object.fromEntries(named), ...rest, execution: { ...DEFAULT_EXECUTION, ...execution } };
  };
  const [left, right] = [parts(before), parts(after)];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((name) => JSON.stringify(left[name]) !== JSON.stringify(right[name]))
    .map((name) => `${name} was ${JSON.stringify(left[name])} and is ${JSON.stringify(right[name])}.`);
}

function short(hash: string | null): string {
  return hash?.slice(0, 12) ?? 'not read';
}

function bounded<T>(map: ReadonlyMap<RunId, T>, runId: RunId, value: T): ReadonlyMap<RunId, T> {
  return new Map([...map, [runId, value] as const].slice(-RERUNS_KEPT));
}
