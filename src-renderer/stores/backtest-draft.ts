import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { BacktestSpec } from '#shared/model/backtest.ts';
import type { Problem } from '../format/problem.ts';
import { actionsToStore } from './backtest-actions.ts';
import type { BacktestChoices } from './backtest-choices.ts';
import type { FieldErrors } from './backtest-errors.ts';
import { type BacktestDraft, FIRST_DRAFT, restoreDraft } from './backtest-fields.ts';
import { draftOf } from './draft-of-spec.ts';
import { useLibrary } from './library.ts';
import { useStrategies } from './strategies.ts';

interface BacktestFormState {
  readonly draft: BacktestDraft;
  /** Errors are shown once the form was sent, and disappear as the field is corrected. */
  readonly showErrors: boolean;
  /** What the service had against it: at its field, or above the button. */
  readonly serviceErrors: FieldErrors;
  readonly problem: Problem | null;
  readonly isStarting: boolean;
}

/** The Backtest form. What was typed is kept for the next start of the application. */
export const useBacktestForm = create<BacktestFormState>()(
  persist(
    (): BacktestFormState => ({
      draft: FIRST_DRAFT,
      showErrors: false,
      serviceErrors: {},
      problem: null,
      isStarting: false,
    }),
    {
      name: 'backtest-draft',
      version: 1,
      partialize: ({ draft }) => ({ draft: { ...draft, actions: actionsToStore(draft.actions) } }),
      merge: (stored, state) => ({
        ...state,
        draft: restoreDraft((stored as { draft?: unknown } | undefined)?.draft),
      }),
    },
  ),
);

export function changeDraft(change: Partial<BacktestDraft>): void {
  useBacktestForm.setState((state) => ({
    draft: { ...state.draft, ...change },
    serviceErrors: without(state.serviceErrors, Object.keys(change)),
    problem: null,
  }));
}

export function changeParameter(strategyId: string, name: string, text: string): void {
  useBacktestForm.setState((state) => ({
    draft: {
      ...state.draft,
      parameters: {
        ...state.draft.parameters,
        [strategyId]: { ...state.draft.parameters[strategyId], [name]: text },
      },
    },
    serviceErrors: without(state.serviceErrors, [`parameters.${name}`]),
    problem: null,
  }));
}

/** Fills the form with what a run was made of. */
export function adoptSpec(spec: BacktestSpec): void {
  useBacktestForm.setState((state) => ({
    draft: draftOf(spec, state.draft),
    showErrors: false,
    serviceErrors: {},
    problem: null,
  }));
}

export function currentChoices(): BacktestChoices {
  return { strategies: useStrategies.getState().value ?? [], series: useLibrary.getState().value ?? [] };
}

function without(errors: FieldErrors, fields: readonly string[]): FieldErrors {
  return Object.fromEntries(Object.entries(errors).filter(([field]) => !fields.includes(field)));
}
