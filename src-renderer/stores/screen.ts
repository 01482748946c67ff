import { z } from 'zod';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { isoDateSchema } from '#shared/model/iso-date.ts';
import {
  screenParametersSchema,
  screenSpecSchema,
  type ScreenProgress,
  type ScreenResult,
  type ScreenSpec,
} from '#shared/model/screen.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { Problem } from '../format/problem.ts';
import { parameterFields, parseParameter } from './parameter-fields.ts';

/** What the form holds: text as typed. */
export interface ScreenDraft {
  /** Every daily series of the library, or those that are chosen. */
  readonly universe: 'all' | 'chosen';
  readonly seriesIds: readonly number[];
  /** YYYY-MM-DD; empty: the last bar of each. */
  readonly asOf: string;
  /** By name; what is absent is at its default. */
  readonly parameters: Readonly<Record<string, string>>;
}

const FIRST_DRAFT: ScreenDraft = { universe: 'all', seriesIds: [], asOf: '', parameters: {} };
const storedDraftSchema = z
  .object({
    universe: z.enum(['all', 'chosen']).catch('all'),
    seriesIds: z.array(z.number()).catch([]),
    asOf: z.string().max(100).catch(''),
    parameters: z.record(z.string(), z.string()).catch({}),
  })
  .catch(FIRST_DRAFT as never);

interface ScreenState {
  readonly draft: ScreenDraft;
  readonly showErrors: boolean;
  /** Null: none is under way. */
  readonly running: { readonly screenId: string; readonly cancel: () => void } | null;
  readonly progress: ScreenProgress | null;
  readonly results: readonly ScreenResult[] | null;
  /** What the results were asked with. */
  readonly spec: ScreenSpec | null;
  readonly problem: Problem | null;
  readonly selectedId: number | null;
}

/** The Screen panel. What was typed is kept for the next start of the application. */
export const useScreen = create<ScreenState>()(
  persist(
    (): ScreenState => ({
      draft: FIRST_DRAFT,
      showErrors: false,
      ...{ running: null, progress: null, results: null, spec: null, problem: null, selectedId: null },
    }),
    {
      name: 'screen-draft',
      version: 1,
      partialize: ({ draft }) => ({ draft }),
      merge: (stored, state) => ({
        ...state,
        draft: storedDraftSchema.parse((stored as { draft?: unknown } | undefined)?.draft),
      }),
    },
  ),
);

export const SCREEN_FIELDS = parameterFields(
  z.toJSONSchema(screenParametersSchema, { io: 'input' }),
  screenParametersSchema.parse({}),
);

export function changeScreenDraft(change: Partial<ScreenDraft>): void {
  useScreen.setState(({ draft }) => ({ draft: { ...draft, ...change }, problem: null }));
}

export function receiveScreenProgress(progress: ScreenProgress): void {
  if (useScreen.getState().running?.screenId === progress.screenId) useScreen.setState({ progress });
}

/** The series that the form means, by symbol. */
export function screenedSeries(
  { universe, seriesIds }: ScreenDraft,
  library: readonly SeriesSummary[],
): readonly SeriesSummary[] {
  const chosen = new Set<number>(seriesIds);
  return library
    .filter((one) => (universe === 'all' ? one.barSize === '1 day' : chosen.has(one.seriesId)))
    .toSorted((a, b) => (a.symbol === b.symbol ? a.seriesId - b.seriesId : a.symbol < b.symbol ? -1 : 1));
}

/** What the form would send, or what is wrong and where: `seriesIds`, `asOf`, or the name of a parameter. */
export function screenSpecOf(
  draft: ScreenDraft,
  library: readonly SeriesSummary[],
): Result<ScreenSpec, Readonly<Record<string, string>>> {
  const errors: Record<string, string> = {};
  const parameters: Record<string, unknown> = {};
  for (const field of SCREEN_FIELDS) {
    const value = parseParameter(field, draft.parameters[field.name] ?? field.default);
    if (value.ok) parameters[field.name] = value.value;
    else errors[field.name] = value.error;
  }
  const series = screenedSeries(draft, library);
  if (series.length === 0) {
    errors['seriesIds'] =
      draft.universe === 'all'
        ? 'The library has no bars of 1 day: import some.'
        : 'Choose at least one symbol.';
  }
  const day = draft.asOf.trim();
  if (day !== '' && !isoDateSchema.safeParse(day).success)
    errors['asOf'] = 'A date is written YYYY-MM-DD, such as 2020-03-31.';
  const spec = screenSpecSchema.safeParse({
    seriesIds: series.map(({ seriesId }) => seriesId),
    parameters,
    ...(day === '' ? {} : { asOf: day }),
  });
  if (!spec.success && Object.keys(errors).length === 0) errors['seriesIds'] = spec.error.issues[0]!.message;
  return spec.success && Object.keys(errors).length === 0 ? ok(spec.data) : err(errors);
}
