import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BacktestSpec, RunId } from '#shared/model/backtest.ts';
import type { ParameterAxis, ParameterSpace } from '#shared/model/study.ts';
import { STUDY_TRIALS_MAX, studySpecSchema, type StudySpec } from '#shared/model/study-run.ts';
import type { FieldErrors } from './backtest-errors.ts';
import { DECIMAL_HELP, parseDecimal } from './decimal.ts';
import type { ParameterField } from './parameter-fields.ts';
import { FIRST_AXIS, type AxisDraft, type StudyDraft } from './study-draft.ts';

/** What a study is made from beside its own form. */
export interface StudySubject {
  /** What the Backtest form says, or where it is wrong. */
  readonly backtest: Result<BacktestSpec, FieldErrors>;
  /** The parameters of its strategy. */
  readonly fields: readonly ParameterField[];
  /** The finished run that the Result panel shows. */
  readonly runId: RunId | null;
}

/** The study that the form describes, or what is wrong by field: a name of the draft, `axes.NAME`, or `subject`. */
export function studySpecOf(draft: StudyDraft, subject: StudySubject): Result<StudySpec, FieldErrors> {
  const errors: Record<string, string> = {};
  const whole = (field: keyof StudyDraft, least: number, most: number): number => {
    const value = parseDecimal(draft[field] as string);
    if (value === null) errors[field] = `Not a figure: ${DECIMAL_HELP}.`;
    else if (!Number.isInteger(value)) errors[field] = 'A whole number is needed.';
    else if (value < least || value > most)
      errors[field] = `From ${least.toLocaleString()} to ${most.toLocaleString()}.`;
    return value ?? 0;
  };
  const spec = specOfKind(draft, subject, whole, errors);
  if (Object.keys(errors).length > 0) return err(errors);
  const parsed = studySpecSchema.safeParse(spec);
  return parsed.success
    ? ok(parsed.data)
    : err({ subject: parsed.error.issues[0]?.message ?? 'Not complete.' });
}

const SEED_MAX = Number.MAX_SAFE_INTEGER;
const BARS_MAX = 100_000_000;
type Whole = (field: keyof StudyDraft, least: number, most: number) => number;

function specOfKind(
  draft: StudyDraft,
  subject: StudySubject,
  whole: Whole,
  errors: Record<string, string>,
): unknown {
  const { kind } = draft;
  if (kind === 'monte-carlo' || kind === 'checks') {
    const { runId } = subject;
    if (runId === null) errors['subject'] = 'Open a finished run in the Result panel first.';
    if (kind === 'monte-carlo') {
      const pathCount = whole('paths', 1, 100_000);
      return { kind, runId, pathCount, seed: whole('pathSeed', -SEED_MAX, SEED_MAX) };
    }
    const checks = [
      ...(draft.lookAhead ? (['look-ahead'] as const) : []),
      ...(draft.warmup ? (['warm-up'] as const) : []),
    ];
    if (checks.length === 0) errors['subject'] = 'Choose at least one check.';
    return { kind, runId, checks };
  }
  const sweep = sweepOf(draft, subject, whole, errors);
  if (kind === 'sweep') return { kind, sweep };
  const windows = {
    inSampleBars: whole('inSample', 1, BARS_MAX),
    outOfSampleBars: whole('outOfSample', 1, BARS_MAX),
    isAnchored: draft.isAnchored,
  };
  return { kind, sweep, windows };
}

function sweepOf(
  draft: StudyDraft,
  { backtest, fields }: StudySubject,
  whole: Whole,
  errors: Record<string, string>,
): unknown {
  if (!backtest.ok) {
    errors['subject'] = 'The Backtest form has a field that needs a correction.';
    return null;
  }
  const { strategyId, parameters } = backtest.value;
  const axes = draft.axes[strategyId] ?? {};
  const space: ParameterSpace = {};
  for (const field of fields) {
    const axis = axes[field.name];
    if (axis?.isVaried !== true) continue;
    const found = axisOf(field, axis);
    if (found.ok) space[field.name] = found.value;
    else errors[`axes.${field.name}`] = found.error;
  }
  if (Object.keys(space).length === 0 && !Object.keys(errors).some((name) => name.startsWith('axes.')))
    errors['axes'] = 'Mark at least one parameter to vary.';
  const fixed = Object.fromEntries(
    Object.entries(parameters).filter(([name]) => !Object.hasOwn(space, name)),
  );
  const random =
    draft.search === 'grid'
      ? {}
      : {
          random: {
            count: whole('count', 1, STUDY_TRIALS_MAX),
            seed: whole('seed', -SEED_MAX, SEED_MAX),
          },
        };
  return { base: { ...backtest.value, parameters: fixed }, space, ...random, objective: draft.objective };
}

function axisOf(field: ParameterField, draft: AxisDraft): Result<ParameterAxis, string> {
  if (field.kind === 'boolean') return ok({ values: [false, true] });
  if (field.kind === 'choice') return ok({ values: [...field.choices] });
  const suggested = suggestedAxis(field);
  const read = (part: 'from' | 'to' | 'step') =>
    parseDecimal(draft[part] === '' ? suggested[part] : draft[part]);
  const [from, to, step] = [read('from'), read('to'), read('step')];
  if (from === null || to === null || step === null) return err(`Not a figure: ${DECIMAL_HELP}.`);
  if (from > to) return err(`It goes from ${from} to ${to}: swap them.`);
  if (step <= 0) return err('The step must be above 0.');
  if (field.kind === 'integer' && ![from, to, step].every(Number.isInteger))
    return err('Whole numbers are needed.');
  if (field.minimum !== null && from < field.minimum) return err(`At least ${field.minimum}.`);
  if (field.maximum !== null && to > field.maximum) return err(`At most ${field.maximum}.`);
  return ok({ from, to, step });
}

const STEPS_SUGGESTED = 8;

/** A range about the default, in steps that a person would take. */
export function suggestedAxis(field: ParameterField): Pick<AxisDraft, 'from' | 'to' | 'step'> {
  const value = parseDecimal(field.default) ?? 1;
  const size = Math.abs(value) || 1;
  const step =
    field.kind === 'integer' ? Math.max(1, Math.round(size / 5)) : Number((size / 4).toPrecision(1));
  const [least, most] = [field.minimum ?? -Infinity, field.maximum ?? Infinity];
  const from = Math.max(least, round(value - Math.floor(STEPS_SUGGESTED / 2) * step));
  const to = Math.min(most, round(from + STEPS_SUGGESTED * step));
  return { from: String(from), to: String(to), step: String(step) };
}

function round(value: number): number {
  return Number(value.toPrecision(12));
}

/** Fields that can be varied: words have no range. */
export function canVary(field: ParameterField): boolean {
  return field.kind !== 'text';
}

export function axisDraftOf(draft: StudyDraft, strategyId: string, name: string): AxisDraft {
  return draft.axes[strategyId]?.[name] ?? FIRST_AXIS;
}
