import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { backtestSpecSchema } from '#shared/model/backtest.ts';
import { isoDateOf } from '#shared/model/iso-date.ts';
import { seriesSummarySchema } from '#shared/model/series.ts';
import { actionsText, actionsToStore } from './backtest-actions.ts';
import { chosenRoles, runSentence } from './backtest-choices.ts';
import { serviceErrorsOf } from './backtest-errors.ts';
import { type BacktestDraft, FIRST_DRAFT, restoreDraft } from './backtest-fields.ts';
import { specOf } from './backtest-spec.ts';
import { draftOf } from './draft-of-spec.ts';

const strategy = {
  strategyId: 'sma-cross',
  title: 'SMA cross',
  description: '',
  parametersJsonSchema: z.toJSONSchema(
    z.strictObject({
      fast: z.number().int().min(1).max(5000).default(10),
      slow: z.number().int().min(1).max(5000).default(30),
    }),
  ),
  defaults: { fast: 10, slow: 30 },
  roles: null,
  sellsShort: false,
};
const spx = seriesSummarySchema.parse({
  seriesId: 7,
  symbol: 'SPX',
  source: 'test',
  barSize: '1 day',
  currency: 'USD',
  tick: 0.01,
  multiplier: 1,
  lot: 1,
  timeZone: 'America/New_York',
  adjustment: 'raw',
  barCount: 5105,
  firstTime: Date.UTC(2000, 0, 3),
  lastTime: Date.UTC(2020, 3, 17),
  updatedAt: 0,
});
const minutes = { ...spx, seriesId: 8 as never, symbol: 'ES', barSize: '5 mins' as const };
const choices = { strategies: [strategy], series: [minutes, spx] };
const draft = (change: Partial<BacktestDraft>): BacktestDraft => ({ ...FIRST_DRAFT, ...change });

describe('the first form', () => {
  test('runs as it is, on the series that came with the product', () => {
    expect(specOf(FIRST_DRAFT, choices)).toMatchObject({
      ok: true,
      value: { strategyId: 'sma-cross', parameters: { fast: 10, slow: 30 }, seriesIds: [7], cash: 100_000 },
    });
  });

  test('says on its button what a click will do', () => {
    expect(runSentence(FIRST_DRAFT, choices)).toBe('Run SMA cross on SPX, 2000-01-03 to 2020-04-17');
    expect(runSentence(draft({ from: '2005-01-01', to: '2030-01-01' }), choices)).toBe(
      'Run SMA cross on SPX, 2005-01-01 to 2020-04-17',
    );
    expect(runSentence(FIRST_DRAFT, { ...choices, series: [] })).toBe('Run the backtest');
  });

  test('dates shorter bars by the exchange, not by UTC', () => {
    // 2000-01-03 00:00 UTC is still January 2 in New York.
    expect(runSentence(draft({ seriesIds: [8] }), choices)).toBe(
      'Run SMA cross on ES, 2000-01-02 to 2020-04-16',
    );
  });
});

describe('a form that cannot be sent', () => {
  test.each([
    [{ cash: '1,5' }, 'cash'],
    [{ cash: '0' }, 'cash'],
    [{ from: '2000-13-01' }, 'from'],
    [{ from: '2010-01-01', to: '2009-01-01' }, 'to'],
    [{ seriesIds: [] }, 'seriesIds'],
    [{ seriesIds: [99] }, 'seriesIds'],
    [{ sizingKind: 'percent-of-equity', percent: '101' }, 'percent'],
    [{ sizingKind: 'quantity', quantity: '-1' }, 'quantity'],
    [{ commissionKind: 'per-unit', minimum: 'x' }, 'minimum'],
    [{ slippageKind: 'ticks', ticks: '' }, 'ticks'],
    [{ parameters: { 'sma-cross': { fast: '0' } } }, 'parameters.fast'],
  ] as const)('%j names the field %s', (change, field) => {
    const spec = specOf(draft(change), choices);
    expect(spec.ok).toBe(false);
    expect(Object.keys(spec.ok ? {} : spec.error)).toEqual([field]);
  });

  test('does not stumble over fields that are not shown', () => {
    expect(specOf(draft({ commissionKind: 'none', perUnit: 'x', minimum: 'y' }), choices).ok).toBe(true);
  });
});

describe('what the service has against a run', () => {
  test('stands at the parameter it names', () => {
    const message = 'fast was 300: it must be below slow: an average of fewer bars is the faster one.';
    expect(serviceErrorsOf({ kind: 'failed', code: 'invalid-parameters', message }, FIRST_DRAFT)).toEqual({
      'parameters.fast': 'It must be below slow: an average of fewer bars is the faster one.',
    });
  });

  test('stands at the field of its code or its place', () => {
    const code = { kind: 'failed', code: 'no-bars-in-range', message: 'SPX has no bars.' } as const;
    expect(serviceErrorsOf(code, FIRST_DRAFT)).toEqual({ from: 'SPX has no bars.' });
    const issues = { kind: 'invalid-request', request: 'x', issues: ['sizing.percent: too big'] } as const;
    expect(serviceErrorsOf({ ...issues, issues: [...issues.issues] }, FIRST_DRAFT)).toEqual({
      percent: 'Too big.',
    });
    expect(serviceErrorsOf({ kind: 'disconnected' }, FIRST_DRAFT)).toEqual({});
  });
});

test('a stored run fills the form so that it runs the same again', () => {
  const amount = fc.double({ min: 0.01, max: 100, noNaN: true });
  const specs = fc.record({
    strategyId: fc.constant('sma-cross'),
    parameters: fc.record({
      fast: fc.integer({ min: 1, max: 99 }),
      slow: fc.integer({ min: 100, max: 5000 }),
    }),
    seriesIds: fc.constant([7]),
    cash: amount,
    sizing: fc.oneof(
      amount.map((quantity) => ({ kind: 'quantity', quantity })),
      amount.map((cash) => ({ kind: 'cash', cash })),
      amount.map((percent) => ({ kind: 'percent-of-equity', percent })),
    ),
    commission: fc.oneof(
      fc.constant({ kind: 'none' }),
      amount.map((value) => ({ kind: 'per-order', amount: value })),
      amount.map((value) => ({ kind: 'per-unit', amount: value, minimum: value / 2 })),
      amount.map((basisPoints) => ({ kind: 'basis-points', basisPoints })),
      fc.constantFrom({ kind: 'ib-fixed' }, { kind: 'ib-tiered' }),
    ),
    slippage: fc.oneof(
      fc.constant({ kind: 'none' }),
      amount.map((ticks) => ({ kind: 'ticks', ticks })),
      amount.map((basisPoints) => ({ kind: 'basis-points', basisPoints })),
    ),
    // One that says what is said of itself anyhow is left out.
    execution: fc.record({
      account: fc.constantFrom('cash', 'margin'),
      limitFill: fc.constantFrom('through', 'touch'),
      participation: fc.option(amount),
      borrow: amount,
      latencyBars: fc.integer({ min: 1, max: 1_000 }),
      closeFill: fc.constantFrom('next-close', 'this-close'),
    }),
    preTrade: fc.constantFrom(
      { profile: 'live', rules: {} },
      { profile: 'neutral', rules: { 'order-value': { params: { max: 5 } } } },
    ),
  });
  fc.assert(
    fc.property(specs, (raw) => {
      const spec = backtestSpecSchema.parse(raw);
      expect(specOf(draftOf(spec, FIRST_DRAFT), choices)).toEqual({ ok: true, value: spec });
    }),
  );
});

test('hours are for bars shorter than a day, and stay with the run', () => {
  const session = { calendar: 'us-stocks', hours: 'regular', exitAtEnd: true } as const;
  expect(specOf(draft({ session }), choices)).toMatchObject({
    error: { session: expect.any(String) as string },
  });
  const intraday = {
    ...choices,
    series: choices.series.map((one) => ({ ...one, barSize: '1 min' as const })),
  };
  const spec = specOf(draft({ session }), intraday);
  if (!spec.ok) throw new Error(JSON.stringify(spec.error));
  expect(draftOf(spec.value, FIRST_DRAFT).session).toEqual(session);
});

test('a run that asks for nothing special has no such settings', () => {
  const spec = specOf(FIRST_DRAFT, choices);
  expect(spec).not.toHaveProperty('value.execution');
  const odd = draft({ participation: '0', latencyBars: 'x' });
  expect(specOf(odd, choices)).toMatchObject({
    error: { participation: expect.any(String) as string, latencyBars: expect.any(String) as string },
  });
});

describe('splits and dividends', () => {
  const split = { kind: 'split', symbol: 'SPX', date: isoDateOf(Date.UTC(2010, 5, 1)), ratio: 2 } as const;
  const dividend = {
    kind: 'dividend',
    symbol: 'ACME',
    date: isoDateOf(Date.UTC(2010, 5, 1)),
    amount: 1,
  } as const;
  const given = draft({ actions: { name: 'actions.csv', list: [split, dividend] } });

  test('go with the run when they are of its symbols, and come back from it', () => {
    expect(specOf(given, choices)).toMatchObject({ ok: true, value: { actions: [split] } });
    const spec = specOf(given, choices);
    const again = draftOf(spec.ok ? spec.value : ({} as never), FIRST_DRAFT);
    expect(specOf(again, choices)).toEqual(spec);
    const other = draft({ actions: { name: 'actions.csv', list: [dividend] } });
    expect(specOf(other, choices)).not.toHaveProperty('value.actions');
  });

  test('are said by symbol', () => {
    expect(actionsText(given.actions!, [spx, minutes])).toBe(
      'SPX: 1 split (2 for 1 on 2010-06-01). ES: none.',
    );
  });

  test('that were too many to keep, or are damaged, are never taken for none', () => {
    const many = { name: 'many.csv', list: Array.from({ length: 2_001 }, () => dividend) };
    const kept = restoreDraft({ ...given, actions: actionsToStore(many) });
    expect(kept.actions).toEqual({ name: 'many.csv', list: null });
    expect(specOf(kept, choices)).toMatchObject({
      ok: false,
      error: { actions: 'many.csv: choose the file again, or remove it.' },
    });
    expect(specOf(restoreDraft({ ...given, actions: { name: 'a', list: [1] } }), choices).ok).toBe(false);
    expect(restoreDraft({ ...given, actions: actionsToStore(given.actions) })).toEqual(given);
  });

  test('that do not fit into a message are refused with what to do', () => {
    const actions = { name: 'many.csv', list: Array.from({ length: 15_001 }, () => split) };
    expect(specOf(draft({ actions }), choices)).toMatchObject({
      ok: false,
      error: { actions: expect.stringMatching(/^The symbols have 15,001 .* the command line\.$/) as unknown },
    });
  });
});

describe('a stored form', () => {
  test('comes back as it was', () => {
    const typed = draft({ cash: '5,000', seriesIds: [7], parameters: { 'sma-cross': { fast: 'x' } } });
    expect(restoreDraft(JSON.parse(JSON.stringify(typed)))).toEqual(typed);
  });

  test('that is missing or damaged in part gets its first values there', () => {
    expect(restoreDraft(undefined)).toEqual(FIRST_DRAFT);
    expect(restoreDraft({ cash: 5, sizingKind: 'moon', percent: '50' })).toEqual(draft({ percent: '50' }));
  });
});

describe('a strategy that holds symbols against each other', () => {
  const pairs = {
    ...strategy,
    ...{ strategyId: 'pairs', title: 'Pairs', sellsShort: true },
    roles: { names: ['first leg', 'second leg'], fewest: 2, most: 2 },
  };
  const second = { ...spx, seriesId: 9 as never, symbol: 'NDX' };
  const both = { strategies: [pairs], series: [spx, second] };

  test('is told which symbols it lacks and that it needs margin, at their fields', () => {
    expect(specOf(draft({ seriesIds: [7] }), both)).toEqual({
      ok: false,
      error: {
        seriesIds: 'Pairs takes 2 symbols, in this order: 1. first leg, 2. second leg.',
        account: 'Pairs sells short, and a cash account cannot: choose Margin.',
      },
    });
  });

  test('gets its symbols in the order they were chosen in', () => {
    const chosen = draft({ seriesIds: [9, 7], account: 'margin' });
    expect(specOf(chosen, both)).toMatchObject({ ok: true, value: { seriesIds: [9, 7] } });
    expect(chosenRoles(pairs, [second, spx])).toBe('NDX: first leg, SPX: second leg');
  });
});

test('an account with several currencies is asked for where one is named, and comes back from a stored run', () => {
  expect(specOf(FIRST_DRAFT, choices)).not.toHaveProperty('value.currencies');
  const named = draft({ baseCurrency: ' eur ', fixedRates: 'USD=0.92', currencyInterest: '3' });
  const spec = specOf(named, choices);
  if (!spec.ok) throw new Error(JSON.stringify(spec.error));
  expect(spec.value.currencies).toEqual({
    base: 'EUR',
    rates: [{ kind: 'fixed', currency: 'USD', rate: 0.92 }],
    interest: 3,
  });
  expect(draftOf(spec.value, FIRST_DRAFT)).toMatchObject({
    ...{ baseCurrency: 'EUR', fixedRates: 'USD=0.92', currencyInterest: '3' },
  });
  expect(specOf(draft({ baseCurrency: 'E', fixedRates: '1.1' }), choices)).toMatchObject({
    error: {
      baseCurrency: expect.any(String) as string,
      fixedRates: expect.stringContaining('EUR=1.08') as string,
    },
  });
  // A field that is not shown has no fault.
  expect(specOf(draft({ fixedRates: 'nonsense' }), choices).ok).toBe(true);
});
