import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultQuantity, type TicketPreset } from '#shared/model/ticket-preset.ts';
import { FIRST_TICKET, type TicketDraft } from './ticket-draft.ts';
import { draftOfPreset, presetOfDraft } from './ticket-preset.ts';

const preset: TicketPreset = {
  ...{ name: 'Scalp', type: 'LMT', timeInForce: 'DAY', quantity: null, unit: 'amount' },
  ...{ limitDistance: 0.05, stopDistance: null, trailDistance: null },
  ...{ takeProfitDistance: 1, stopLossDistance: 0.5 },
};
const place = { side: 'buy', market: 100, minTick: 0.01, defaultQuantity: 100 } as const;

test('prices are measured from the market, on the side where they wait', () => {
  expect(draftOfPreset(preset, place)).toMatchObject({
    ...{ quantity: '100', limit: '99.95', takeProfit: '100.95', stopLoss: '99.45' },
  });
  expect(draftOfPreset(preset, { ...place, side: 'sell' })).toMatchObject({
    ...{ limit: '100.05', takeProfit: '99.05', stopLoss: '100.55' },
  });
});

test('a negative distance goes through the market, and per cent are of the price they are measured from', () => {
  expect(draftOfPreset({ ...preset, limitDistance: -0.1 }, place)).toMatchObject({ limit: '100.10' });
  const percent = draftOfPreset(
    { ...preset, unit: 'percent', limitDistance: 2, takeProfitDistance: 10 },
    place,
  );
  expect(percent).toMatchObject({ limit: '98.00', takeProfit: '107.80' });
});

test('without a market the prices stay empty, to be typed', () => {
  expect(draftOfPreset(preset, { ...place, market: null })).toMatchObject({
    ...{ type: 'LMT', limit: '', takeProfit: '', stopLoss: '' },
  });
});

test('a ticket kept as a preset comes back as it was at the same market, for both sides', () => {
  const cents = (min: number, max: number) => fc.integer({ min, max }).map((value) => value / 100);
  const drafts = fc.record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    market: cents(5_000, 50_000),
    away: cents(-200, 200),
    profit: cents(1, 2_000),
    loss: cents(1, 1_000),
  });
  fc.assert(
    fc.property(drafts, ({ side, market, away, profit, loss }) => {
      const sign = side === 'buy' ? 1 : -1;
      const limit = market - sign * away;
      const draft: TicketDraft = {
        ...{ ...FIRST_TICKET, side, quantity: '25', limit: limit.toFixed(2) },
        takeProfit: (limit + sign * profit).toFixed(2),
        stopLoss: (limit - sign * loss).toFixed(2),
      };
      const read = presetOfDraft(draft, { name: 'x', unit: 'amount', market });
      if (read.kind === 'error') throw new Error(read.error);
      const {
        limit: again,
        takeProfit,
        stopLoss,
        quantity,
      } = draftOfPreset(read.preset, { ...place, side, market });
      expect({ quantity, limit: again, takeProfit, stopLoss }).toEqual({
        ...{ quantity: draft.quantity, limit: draft.limit },
        ...{ takeProfit: draft.takeProfit, stopLoss: draft.stopLoss },
      });
    }),
  );
});

describe('what cannot be kept says why', () => {
  test.each<[Partial<TicketDraft>, { name?: string; market?: number | null }, string]>([
    [{ limit: '99' }, { name: ' ' }, 'a name is needed'],
    [{ limit: '99' }, { name: 'x'.repeat(41) }, '40 letters at most'],
    [{ limit: '99' }, { market: null }, 'there is no price to measure from yet'],
    [{ limit: '99', takeProfit: '98' }, {}, 'the take profit is on the wrong side of the price'],
    [{ limit: '99', stopLoss: '99.5' }, {}, 'the stop loss is on the wrong side of the price'],
    [{ limit: '99', quantity: '0' }, {}, 'the quantity must be above 0'],
    [
      { type: 'TRAIL LIMIT', trail: '1', offset: '1' },
      {},
      'TRAIL LIMIT has an offset that presets do not keep',
    ],
    [{ limit: '99', timeInForce: 'GTD' }, {}, 'GTD has a date of its own, choose another time in force'],
    [
      { type: 'TRAIL', trail: '1', trailUnit: 'percent' },
      {},
      'the trail is in per cent, choose the same unit',
    ],
    [{ type: 'MKT', takeProfit: '110' }, { market: null }, 'there is no price to measure the exits from yet'],
  ])('%o', (draft, { name = 'x', market = 100 }, error) => {
    expect(presetOfDraft({ ...FIRST_TICKET, ...draft }, { name, unit: 'amount', market })).toEqual({
      ...{ kind: 'error', error },
    });
  });
});

test('shares begin with a hundred, contracts with one, and what the user set goes before both', () => {
  expect([
    defaultQuantity({}, 'STK'),
    defaultQuantity({}, 'OPT'),
    defaultQuantity({ OPT: 5 }, 'OPT'),
  ]).toEqual([...[100, 1, 5]]);
});
