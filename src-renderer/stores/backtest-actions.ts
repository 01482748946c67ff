import { z } from 'zod';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { actionWords, type CorporateAction, corporateActionSchema } from '#shared/model/corporate-action.ts';
import type { SeriesSummary } from '#shared/model/series.ts';

/** The splits and dividends of the Backtest form. */
export interface DraftActions {
  /** Of the file, or where else they are from. */
  readonly name: string;
  /** Of any symbols. Null: they were too many to keep over a restart. */
  readonly list: readonly CorporateAction[] | null;
}

/** The draft is written at every key; more than so many would be felt. */
const STORED_MAX = 2_000;
/** What fits into a message of the window, whose size is bounded. */
const SENT_MAX = 15_000;

export function actionsToStore(actions: DraftActions | null): DraftActions | null {
  if (actions?.list === undefined || actions.list === null || actions.list.length <= STORED_MAX)
    return actions;
  return { ...actions, list: null };
}

/** What cannot be read is not taken for none: a run without its splits is another run. */
export const storedActionsSchema = z
  .object({ name: z.string().max(300), list: z.array(corporateActionSchema).nullable() })
  .nullable()
  .optional()
  .transform((stored) => stored ?? null)
  .catch({ name: 'What was chosen in an earlier session', list: null });

type Symbols = readonly Pick<SeriesSummary, 'symbol'>[];

/** Those of the run's symbols. Errors are sentences. */
export function actionsOf(
  actions: DraftActions | null,
  series: Symbols,
): Result<readonly CorporateAction[], string> {
  if (actions === null) return ok([]);
  if (actions.list === null) return err(`${actions.name}: choose the file again, or remove it.`);
  const symbols = new Set(series.map(({ symbol }) => symbol));
  const own = actions.list.filter(({ symbol }) => symbols.has(symbol));
  if (own.length <= SENT_MAX) return ok(own);
  return err(
    `The symbols have ${own.length.toLocaleString()} splits and dividends, and the window takes ${SENT_MAX.toLocaleString()} at most: choose fewer symbols, or use the command line.`,
  );
}

const SYMBOLS_NAMED_MAX = 5;

/** What of it the run takes: "AAPL: 1 split (4 for 1 on 2020-08-31). MSFT: none." */
export function actionsText({ list }: DraftActions, series: Symbols): string {
  if (list === null) return '';
  const symbols = [...new Set(series.map(({ symbol }) => symbol))];
  const named = symbols
    .slice(0, SYMBOLS_NAMED_MAX)
    .map((symbol) => `${symbol}: ${actionWords(list, symbol)}.`);
  const unnamed = symbols.length - named.length;
  return [...named, ...(unnamed > 0 ? [`And ${unnamed} more symbols.`] : [])].join(' ');
}
