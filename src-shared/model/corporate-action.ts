import { z } from 'zod';
import { isoDateSchema } from './iso-date.ts';
import { symbolSchema } from './series.ts';

export const MAX_ACTIONS_PER_RUN = 50_000;

const happened = { symbol: symbolSchema, date: isoDateSchema };

/**
 * What a company does to its shares, on the first day that they trade without it (the ex-date, in the calendar of the series).
 * A back-test on raw bars needs both kinds; bars that are adjusted for splits, as the broker's are, need dividends only.
 */
export const corporateActionSchema = z.discriminatedUnion('kind', [
  /** `ratio` new shares for each old one: 4 for a split of 4 for 1, 0.1 for a reverse split of 1 for 10. */
  z.strictObject({ kind: z.literal('split'), ...happened, ratio: z.number().min(1e-4).max(1e4) }),
  /** Cash per share as it was the evening before, in the currency of the series. */
  z.strictObject({ kind: z.literal('dividend'), ...happened, amount: z.number().positive().max(1e6) }),
]);
export type CorporateAction = z.output<typeof corporateActionSchema>;

const SPLITS_NAMED_MAX = 3;

/** Those of one symbol: "1 split (4 for 1 on 2020-08-31), 31 dividends from 2012-08-09 to 2020-08-07"; `none` without any. */
export function actionWords(actions: readonly CorporateAction[], symbol: string): string {
  const own = actions.filter((action) => action.symbol === symbol).sort((a, b) => (a.date < b.date ? -1 : 1));
  const splits = own.filter((action) => action.kind === 'split');
  const dividends = own.filter((action) => action.kind === 'dividend');
  const named = splits.slice(-SPLITS_NAMED_MAX).map(({ ratio, date }) => `${ratioWords(ratio)} on ${date}`);
  const [first, last] = [dividends[0]?.date, dividends.at(-1)?.date];
  const parts = [
    ...(splits.length === 0
      ? []
      : [
          `${counted(splits.length, 'split')} (${splits.length > named.length ? 'the last: ' : ''}${named.join(', ')})`,
        ]),
    ...(dividends.length === 0
      ? []
      : [
          `${counted(dividends.length, 'dividend')} ${first === last ? `on ${first}` : `from ${first} to ${last}`}`,
        ]),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function ratioWords(ratio: number): string {
  return ratio >= 1 ? `${ratio} for 1` : `1 for ${Number((1 / ratio).toPrecision(6))}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
