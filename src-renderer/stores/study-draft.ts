import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { z } from 'zod';
import { OBJECTIVES } from '#shared/model/study.ts';
import type { Problem } from '../format/problem.ts';

const text = (first: string) => z.string().max(200).catch(first);

/** What is tried of one parameter, as typed. */
const axisDraftSchema = z.object({
  isVaried: z.boolean().catch(false),
  /** Empty: what `suggestedAxis` says. */
  from: text(''),
  to: text(''),
  step: text(''),
});
export type AxisDraft = z.output<typeof axisDraftSchema>;
export const FIRST_AXIS: AxisDraft = { isVaried: false, from: '', to: '', step: '' };

const draftSchema = z.object({
  kind: z.enum(['sweep', 'walk-forward', 'monte-carlo', 'checks']).catch('sweep'),
  /** By strategy and parameter. */
  axes: z.record(z.string(), z.record(z.string(), axisDraftSchema)).catch({}),
  search: z.enum(['grid', 'random']).catch('grid'),
  count: text('200'),
  seed: text('1'),
  objective: z.enum(OBJECTIVES).catch('sharpe'),
  inSample: text('504'),
  outOfSample: text('126'),
  isAnchored: z.boolean().catch(false),
  paths: text('10,000'),
  pathSeed: text('1'),
  lookAhead: z.boolean().catch(true),
  warmup: z.boolean().catch(true),
});
/** What the Studies form holds: text as typed. Strategy, symbols, dates, money and costs are those of the Backtest form. */
export type StudyDraft = z.output<typeof draftSchema>;
const FIRST_STUDY_DRAFT: StudyDraft = draftSchema.parse({});

interface StudyFormState {
  readonly draft: StudyDraft;
  readonly showErrors: boolean;
  readonly problem: Problem | null;
  readonly isStarting: boolean;
}

export const useStudyForm = create<StudyFormState>()(
  persist(
    (): StudyFormState => ({
      draft: FIRST_STUDY_DRAFT,
      showErrors: false,
      problem: null,
      isStarting: false,
    }),
    {
      name: 'study-draft',
      version: 1,
      partialize: ({ draft }) => ({ draft }),
      merge: (stored, state) => {
        const parsed = draftSchema.safeParse((stored as { draft?: unknown } | undefined)?.draft);
        return { ...state, draft: parsed.success ? parsed.data : FIRST_STUDY_DRAFT };
      },
    },
  ),
);

export function changeStudy(change: Partial<StudyDraft>): void {
  useStudyForm.setState((state) => ({ draft: { ...state.draft, ...change }, problem: null }));
}

export function changeAxis(strategyId: string, name: string, change: Partial<AxisDraft>): void {
  useStudyForm.setState(({ draft }) => {
    const axes = draft.axes[strategyId] ?? {};
    const axis = { ...(axes[name] ?? FIRST_AXIS), ...change };
    return {
      draft: { ...draft, axes: { ...draft.axes, [strategyId]: { ...axes, [name]: axis } } },
      problem: null,
    };
  });
}
