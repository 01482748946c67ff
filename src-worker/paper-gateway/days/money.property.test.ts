import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MS_PER_HOUR, MS_PER_SECOND } from '#shared/kernel/time.ts';
import { micros, toMicros } from '#shared/model/money.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { dividedHalfEven } from '#shared/simulation/account-rules/exact.ts';
import { PLAIN_TERMS } from '#shared/simulation/exchange/order-terms.ts';
import { listedExpiries, option, OPTION_CLASSES } from '#shared/simulation/universe/listings/options.ts';
import { STOCK_CALENDAR } from '#shared/simulation/universe/listings/stocks.ts';
import { PaperGateway } from '../gateway.ts';
import type { GatewayLog } from '../log.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';

const isFull = process.env['TRADEWIND_COUNTS'] === 'full';
const ACCOUNT = 'DU1000001';
/** A Tuesday morning, six days before a split and dividends, ten before options and sixteen before futures expire. */
const START = Date.UTC(2026, 5, 2, 14);
/** 1e-6 units times 1e-8 price units are 1e-14: this makes 1e-6 of it. */
const STEPS = 100_000_000n;

const SYMBOLS = ['AAPL', 'GE', 'KO', 'ES', 'EUR.USD', 'USD.JPY', 'BTC', 'call', 'put'] as const;
const anyStep = fc.record({
  trades: fc.array(
    fc.record({
      symbol: fc.constantFrom(...SYMBOLS),
      side: fc.constantFrom('buy', 'sell'),
      size: fc.integer({ min: 1, max: 60 }),
    }),
    { maxLength: 5 },
  ),
  hours: fc.integer({ min: 1, max: 150 }),
});

const anySteps = fc.array(anyStep, isFull ? { minLength: 4, maxLength: 6 } : { minLength: 2, maxLength: 3 });

test('whatever is traded and however time jumps: cash is what began, what trades moved and what was settled, to the micro-unit', () => {
  fc.assert(
    fc.property(anySteps, fc.integer(), (steps, seed) => {
      const settled: Readonly<Record<string, unknown>>[] = [];
      const log: GatewayLog = {
        write: (event, facts = {}) => event === 'settled' && void settled.push(facts),
      };
      const gateway = new PaperGateway({
        settings: { ...DEFAULT_SETTINGS, seed, commissionPlan: 'tiered' },
        ...{ startTime: START, time: 'stepped', monotonicMs: () => 0, log },
      });
      const { clock, universe } = gateway.world;
      for (const { trades, hours } of steps) {
        for (const { symbol, side, size } of trades) {
          const { conId, lot } = contractOf(gateway, symbol);
          // As the broker trades by itself: nobody asks whether it can be paid for, so margin is called in earnest.
          const quantity = toQuantityMicros(size * lot);
          gateway.orders.liquidations.begin(ACCOUNT, conId, { ...PLAIN_TERMS, side, quantity });
        }
        clock.advance(2 * MS_PER_SECOND);
        clock.jumpTo(clock.now() + hours * MS_PER_HOUR);
      }
      clock.advance(2 * MS_PER_SECOND);

      const expected = new Map<string, number>([['USD', toMicros(1_000_000)]]);
      const add = (currency: string, amount: number) =>
        expected.set(currency, micros((expected.get(currency) ?? 0) + amount));
      for (const { details, commission } of gateway.orders.executions.snapshot()) {
        const { secType, symbol, currency, multiplier } = details.contract;
        const sign = details.side === 'BOT' ? 1 : -1;
        const quantity = toQuantityMicros(details.shares);
        const size = BigInt(quantity) * BigInt(multiplier === '' ? 1 : Number(multiplier));
        const value = dividedHalfEven(size * BigInt(toOrderPrice(details.price)), STEPS);
        // A future costs nothing: its gains and losses are settled.
        if (secType !== 'FUT') add(currency, -sign * value);
        if (secType === 'CASH') add(symbol, sign * quantity);
        add('USD', -toMicros(commission.commission));
      }
      for (const { currency, amount } of settled) add(currency as string, amount as number);
      const [account] = gateway.accounts.snapshot().accounts;
      for (const [currency, { amount }] of account!.cash)
        expect([currency, amount]).toEqual([currency, expected.get(currency)]);
      for (const { conId } of gateway.accounts.positions(ACCOUNT))
        expect(universe.byConId(conId)!.details.expiresAt ?? Infinity).toBeGreaterThan(clock.now());
    }),
    { numRuns: isFull ? 60 : 1 },
  );
});

function contractOf({ world }: PaperGateway, symbol: (typeof SYMBOLS)[number]) {
  const { universe } = world;
  const now = world.now();
  if (symbol === 'call' || symbol === 'put') {
    const [optionClass] = OPTION_CLASSES;
    const expiries = listedExpiries(now, universe.calendars.official(STOCK_CALENDAR));
    const price = world.market.snapshot(optionClass!.symbol, now).last!.price;
    const strike = Math.round(price / 10) * 10;
    const listing = option(
      optionClass!,
      expiries[1]!,
      symbol === 'call' ? 'C' : 'P',
      strike,
      universe.calendars,
    );
    return { conId: listing!.details.contract.conId, lot: 1 };
  }
  const { details } = universe
    .listedAt(now)
    .find(
      ({ details: { marketId, contract } }) =>
        marketId === symbol || (['FUT', 'CRYPTO'].includes(contract.secType) && contract.symbol === symbol),
    )!;
  const lots = { CASH: 20_000, STK: 20, CRYPTO: 0.01, FUT: 1 } as const;
  return { conId: details.contract.conId, lot: lots[details.contract.secType as keyof typeof lots] };
}
