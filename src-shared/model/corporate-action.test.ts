import { expect, test } from 'vitest';
import { actionWords, type CorporateAction } from './corporate-action.ts';
import type { IsoDate } from './iso-date.ts';

const split = (date: string, ratio: number): CorporateAction => ({
  ...{ kind: 'split', symbol: 'A', date: date as IsoDate, ratio },
});
const dividend = (date: string): CorporateAction => ({
  ...{ kind: 'dividend', symbol: 'A', date: date as IsoDate, amount: 1 },
});

test.each([
  [[], 'none'],
  [[{ ...dividend('2020-01-01'), symbol: 'B' }], 'none'],
  [[dividend('2020-01-01')], '1 dividend on 2020-01-01'],
  [[split('2020-01-01', 0.1)], '1 split (1 for 10 on 2020-01-01)'],
  [[dividend('2021-01-01'), split('2020-01-01', 1.5), dividend('2019-01-01')],
    '1 split (1.5 for 1 on 2020-01-01), 2 dividends from 2019-01-01 to 2021-01-01'],
  [[5, 2, 4, 3].map((ratio) => split(`200${ratio}-01-01`, ratio)),
    '4 splits (the last: 3 for 1 on 2003-01-01, 4 for 1 on 2004-01-01, 5 for 1 on 2005-01-01)'],
])('actions are told in the order of their dates: %#', (actions, words) => {
  expect(actionWords(actions, 'A')).toBe(words);
}); // prettier-ignore
