import { describe, expect, test } from 'vitest';
import { toMicros } from '../../model/money.ts';
import { toQuantityMicros } from '../../model/quantity.ts';
import type { Dividend, Split } from '../universe/corporate-actions.ts';
import { AAPL, BTC, Branch, ES, EURUSD, GME, SPY, SPY_CALL, USDJPY } from './testing/branch.ts';

const DAY = 20_000;

/** Dollars of a commission report. */
const reported = ({ commission }: ReturnType<Branch['fill']>) => [
  commission.commission / 1e6,
  commission.realizedPnl === null ? null : commission.realizedPnl / 1e6,
];
const item = (branch: Branch, conId: number, account = 'DU1') => {
  const found = branch.accounts.portfolio(account).find((one) => one.conId === conId)!;
  return {
    quantity: found.quantity / 1e6,
    averageCost: found.averageCost,
    marketValue: found.marketValue / 1e6,
    unrealized: found.unrealizedPnl / 1e6,
    realized: found.realizedPnl / 1e6,
  };
};
const pnl = (branch: Branch, account = 'DU1') => {
  const { daily, unrealized, realized } = branch.accounts.pnl(account);
  return [daily / 1e6, unrealized / 1e6, realized / 1e6];
};

describe('stocks', () => {
  test('cost their commission on the way in and on the way out', () => {
    const branch = new Branch();
    expect(reported(branch.fill(AAPL, 'buy', 100, 200))).toEqual([1, null]);
    expect(branch.cash('USD')).toBe(toMicros(979_999));
    expect(item(branch, AAPL)).toEqual({ quantity: 100, averageCost: 200.01, marketValue: 20_000, unrealized: -1, realized: 0 }); // prettier-ignore
    // 8,400 - 1 - 40 × 200.01
    expect(reported(branch.fill(AAPL, 'sell', 40, 210))).toEqual([1, 398.6]);
    branch.mark({ [AAPL]: 210 });
    expect(item(branch, AAPL)).toEqual({ quantity: 60, averageCost: 200.01, marketValue: 12_600, unrealized: 599.4, realized: 398.6 }); // prettier-ignore
    expect(pnl(branch)).toEqual([998, 599.4, 398.6]);
  });

  test('through zero are closed and opened by one fill, its commission shared', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 60, 200); // at a cost of 12,001
    // 60 of 100: 11,400 - 0.60 - 12,001; the other 40 brought 7,600 - 0.40.
    expect(reported(branch.fill(AAPL, 'sell', 100, 190))).toEqual([1, -601.6]);
    branch.mark({ [AAPL]: 190 });
    expect(item(branch, AAPL)).toMatchObject({ quantity: -40, averageCost: 189.99, marketValue: -7_600, unrealized: -0.4 }); // prettier-ignore
    expect(reported(branch.fill(AAPL, 'buy', 40, 180))).toEqual([1, 398.6]);
    expect(branch.accounts.positions('DU1')).toEqual([]);
    // Listed at 0 for the rest of the day.
    expect(item(branch, AAPL)).toMatchObject({ quantity: 0, averageCost: 0, marketValue: 0, realized: -203 });
    branch.accounts.startDay(0, DAY);
    expect(branch.accounts.portfolio('DU1')).toEqual([]);
    expect(branch.figure('netLiquidation')).toBe(999_797);
  });

  test('pay the minimum once for all executions of an order', () => {
    const branch = new Branch();
    const order = 7_777;
    // 0.50, 1.00, 1.50 by the share: 1 at first, then what is above it.
    expect(reported(branch.fill(AAPL, 'buy', 100, 200, { order }))).toEqual([1, null]);
    expect(reported(branch.fill(AAPL, 'buy', 100, 200, { order }))).toEqual([0, null]);
    expect(reported(branch.fill(AAPL, 'buy', 100, 200, { order }))).toEqual([0.5, null]);
    // What is left of it on another day is an order of its own.
    branch.accounts.startDay(0, DAY);
    expect(reported(branch.fill(AAPL, 'buy', 100, 200, { order }))).toEqual([1, null]);
  });

  test('under the tiered plan are cheaper as the month goes on, and dear again in the next', () => {
    const branch = new Branch({ plan: 'tiered', cash: 1_000_000_000 });
    branch.accounts.startDay(0, DAY); // 2024-10-04
    // 0.0035 and 0.0002 and 0.003 a share; 0.0020 from 300,000 on.
    expect(reported(branch.fill(AAPL, 'buy', 300_000, 200))).toEqual([2_010, null]);
    expect(reported(branch.fill(AAPL, 'buy', 1_000, 200))).toEqual([5.2, null]);
    expect(reported(branch.fill(AAPL, 'buy', 1_000, 200, { liquidity: 'added' }))).toEqual([0.2, null]);
    branch.accounts.startDay(0, DAY + 20);
    expect(reported(branch.fill(AAPL, 'buy', 1_000, 200))).toEqual([5.2, null]);
    branch.accounts.startDay(0, DAY + 28); // 2024-11-01
    expect(reported(branch.fill(AAPL, 'buy', 1_000, 200))).toEqual([6.7, null]);
  });

  test('ask for margin by Regulation T', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 1_000, 200);
    branch.fill(SPY, 'sell', 500, 600);
    // Half of 200,000 and of 300,000 to open; 25 % and 30 % to keep. Cash 800,000 + 300,000 - 5 - 2.50.
    expect(branch.accounts.figures('DU1')).toMatchObject({
      netLiquidation: toMicros(999_992.5),
      totalCash: toMicros(1_099_992.5),
      grossPositionValue: toMicros(500_000),
      equityWithLoan: toMicros(999_992.5),
      initialMargin: toMicros(250_000),
      maintenanceMargin: toMicros(140_000),
      availableFunds: toMicros(749_992.5),
      excessLiquidity: toMicros(859_992.5),
      buyingPower: toMicros(1_499_985),
    });
  });
});

describe('futures', () => {
  test('move no cash by day, and their variation overnight', () => {
    const branch = new Branch();
    branch.accounts.startDay(0, DAY);
    branch.fill(ES, 'buy', 2, 6_000);
    branch.mark({ [ES]: 6_010 });
    expect(item(branch, ES)).toEqual({ quantity: 2, averageCost: 300_002.25, marketValue: 601_000, unrealized: 995.5, realized: 0 }); // prettier-ignore
    const lines = () => ['CashBalance', 'FuturesPNL', 'TotalCashBalance', 'NetLiquidationByCurrency'].map((key) => branch.value(key, 'BASE')); // prettier-ignore
    expect(lines()).toEqual(['999995.50', '1000.00', '1000995.50', '1000995.50']);
    expect(branch.figure('grossPositionValue')).toBe(0);
    expect(branch.accounts.startDay(0, DAY + 1)).toEqual([
      { kind: 'futures-variation', account: 'DU1', conId: 0, amount: toMicros(1_000), currency: 'USD', positions: [] }, // prettier-ignore
    ]);
    expect(lines()).toEqual(['1000995.50', '0.00', '1000995.50', '1000995.50']);
    // What was settled is still unrealised to the position: (6,020 - 6,000) × 50 × 2 - 4.50 - 4.50.
    expect(reported(branch.fill(ES, 'sell', 2, 6_020))).toEqual([4.5, 1_991]);
    expect(pnl(branch)).toEqual([995.5, 0, 1_991]);
    expect(branch.accounts.startDay(0, DAY + 2)).toMatchObject([{ kind: 'futures-variation', amount: toMicros(1_000) }]); // prettier-ignore
    expect(branch.cash('USD')).toBe(toMicros(1_001_991));
  });

  test('end at their last price, in cash', () => {
    const branch = new Branch();
    branch.fill(ES, 'sell', 1, 6_000);
    branch.mark({ [ES]: 5_990 });
    expect(branch.accounts.settleExpired(1_999_999)).toEqual([]);
    expect(branch.accounts.settleExpired(2_000_000)).toMatchObject([
      { kind: 'future-expired', conId: ES, amount: toMicros(500), positions: [{ conId: ES, quantity: 0 }] },
    ]);
    expect(branch.accounts.settleExpired(2_000_001)).toEqual([]);
    expect(branch.cash('USD')).toBe(toMicros(1_000_497.75));
    expect(pnl(branch)).toEqual([497.75, 0, 497.75]);
  });
});

describe('options', () => {
  test('in the money become shares, their premium a part of what these cost', () => {
    const branch = new Branch();
    branch.fill(SPY_CALL, 'buy', 3, 10);
    expect(item(branch, SPY_CALL)).toMatchObject({
      averageCost: 1_000.65,
      marketValue: 3_000,
      unrealized: -1.95,
    });
    branch.mark({ [SPY]: 615, [SPY_CALL]: 15 });
    const before = branch.figure('netLiquidation');
    expect(branch.accounts.settleExpired(2_000_000)).toEqual([
      {
        ...{ kind: 'option-exercised', account: 'DU1', conId: SPY_CALL, currency: 'USD' },
        amount: toMicros(-180_000),
        positions: [
          { account: 'DU1', conId: SPY_CALL, quantity: 0 },
          { account: 'DU1', conId: SPY, quantity: toQuantityMicros(300) },
        ],
      },
    ]);
    expect(branch.figure('netLiquidation')).toBe(before);
    expect(item(branch, SPY)).toMatchObject({ quantity: 300, averageCost: 610.0065, unrealized: 1_498.05 });
    // The option made 1,498.05 today, and the shares nothing yet.
    expect(branch.accounts.positionPnl('DU1', SPY_CALL)?.daily).toBe(toMicros(1_498.05));
    expect(branch.accounts.positionPnl('DU1', SPY)?.daily).toBe(0);
  });

  test('are assigned to who wrote them', () => {
    const branch = new Branch();
    branch.fill(SPY_CALL, 'sell', 2, 10); // 1,998.70
    branch.mark({ [SPY]: 615, [SPY_CALL]: 15 });
    expect(branch.accounts.settleExpired(2_000_000)).toMatchObject([
      { kind: 'option-assigned', amount: toMicros(120_000) },
    ]);
    // Short 200, for 120,000 and the premium.
    expect(item(branch, SPY)).toMatchObject({ quantity: -200, averageCost: 609.9935, unrealized: -1_001.3 });
  });

  test('a put takes the shares away at its strike', () => {
    const branch = new Branch();
    branch.fill(SPY, 'buy', 100, 600); // 60,001
    branch.fill(22, 'buy', 1, 9); // 901
    branch.mark({ [SPY]: 580, 22: 20 });
    branch.accounts.settleExpired(2_000_000);
    expect(branch.accounts.positions('DU1')).toEqual([]);
    expect(pnl(branch)).toEqual([-902, 0, -902]);
  });

  test.each([
    [600, -1_001],
    [600.009, -1_001],
    [599, -1_001],
  ])('at %d a call at 600 is worth nothing, and its cost is lost', (underlying, realized) => {
    const branch = new Branch();
    branch.fill(SPY_CALL, 'buy', 1, 10);
    branch.mark({ [SPY]: underlying, [SPY_CALL]: 0 });
    expect(branch.accounts.settleExpired(2_000_000)).toMatchObject([{ kind: 'option-expired', amount: 0 }]);
    expect(pnl(branch)).toEqual([realized, 0, realized]);
  });

  test('a cent in the money is enough', () => {
    const branch = new Branch();
    branch.fill(SPY_CALL, 'buy', 1, 10);
    branch.mark({ [SPY]: 600.01 });
    expect(branch.accounts.settleExpired(2_000_000)).toMatchObject([{ kind: 'option-exercised' }]);
  });

  test('wait for a price of the stock', () => {
    const branch = new Branch();
    branch.fill(SPY_CALL, 'buy', 1, 10);
    branch.marks.delete(SPY);
    expect(branch.accounts.settleExpired(2_000_000)).toEqual([]);
    branch.mark({ [SPY]: 590 });
    expect(branch.accounts.settleExpired(2_000_000)).toHaveLength(1);
  });
});

describe('currencies', () => {
  test('a trade moves two of them', () => {
    const branch = new Branch();
    expect(reported(branch.fill(EURUSD, 'buy', 100_000, 1.25))).toEqual([2.5, null]);
    expect([branch.cash('USD'), branch.cash('EUR')]).toEqual([toMicros(874_997.5), toMicros(100_000)]);
    expect(branch.value('CashBalance', 'EUR')).toBe('100000.00');
    expect(branch.value('ExchangeRate', 'EUR')).toBe('1.2500000');
    expect(branch.figure('initialMargin')).toBe(2_500);
    branch.mark({ [EURUSD]: 1.3 });
    branch.rates.set('EUR', 1.3);
    expect(branch.value('NetLiquidationByCurrency', 'BASE')).toBe('1004997.50');
    expect(pnl(branch)).toEqual([4_997.5, 4_997.5, 0]);
    expect(reported(branch.fill(EURUSD, 'sell', 100_000, 1.3))).toEqual([2.6, 4_994.9]);
    expect([branch.cash('USD'), branch.cash('EUR')]).toEqual([toMicros(1_004_994.9), 0]);
  });

  test('what is owed in yen is worth its dollars', () => {
    const branch = new Branch();
    expect(reported(branch.fill(USDJPY, 'buy', 50_000, 160))).toEqual([2, null]);
    expect([branch.cash('USD'), branch.cash('JPY')]).toEqual([toMicros(1_049_998), toMicros(-8_000_000)]);
    expect(branch.figure('netLiquidation')).toBe(999_998);
    expect(branch.figure('initialMargin')).toBe(1_000);
    // 2 USD are 320 JPY.
    expect(item(branch, USDJPY)).toMatchObject({ quantity: 50_000, averageCost: 160.0064 });
    branch.mark({ [USDJPY]: 161 });
    branch.rates.set('JPY', 1 / 161);
    // 8,050,000 - 322 - 8,000,320 JPY at 161.
    expect(reported(branch.fill(USDJPY, 'sell', 50_000, 161))).toEqual([2, 306.571429]);
    expect(branch.cash('JPY')).toBe(toMicros(50_000));
  });
});

test('crypto is paid in full and counts in full', () => {
  const branch = new Branch();
  expect(reported(branch.fill(BTC, 'buy', 0.5, 100_000))).toEqual([90, null]);
  expect(branch.accounts.figures('DU1')).toMatchObject({
    initialMargin: toMicros(50_000),
    maintenanceMargin: toMicros(50_000),
    equityWithLoan: toMicros(999_910),
  });
  expect(branch.value('Cryptocurrency', 'USD')).toBe('50000.00');
});

describe('over night', () => {
  test('a short position pays for its shares, weekends too', () => {
    const branch = new Branch();
    branch.accounts.startDay(0, DAY);
    branch.fill(GME, 'sell', 1_000, 22);
    branch.mark({ [GME]: 22 });
    // 22 × 1.02 = 22.44, up to 23; × 1,000 × 12 % / 360 = 7.666667 a night.
    expect(branch.accounts.startDay(0, DAY + 3)).toMatchObject([{ kind: 'borrow-fee', conId: GME, amount: -23_000_001 }]); // prettier-ignore
    expect(branch.accounts.startDay(0, DAY + 3)).toEqual([]);
    expect(branch.accounts.startDay(0, DAY + 2)).toEqual([]);
    expect(branch.figure('netLiquidation')).toBe(1_000_000 - 5 - 23.000001);
    // Charged before the day began.
    expect(pnl(branch)).toEqual([0, -5, 0]);
  });

  test('what was bought settles on the next day', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 100, 200);
    expect(branch.value('SettledCash', 'USD')).toBe('999999.00');
    branch.accounts.startDay(0, DAY);
    expect(branch.value('SettledCash', 'USD')).toBe('979999.00');
  });

  test('profit and loss of the day begins again, unrealised goes on', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 100, 200);
    branch.fill(AAPL, 'sell', 40, 210);
    branch.mark({ [AAPL]: 205 });
    branch.accounts.startDay(0, DAY);
    expect(pnl(branch)).toEqual([0, 299.4, 0]);
    branch.mark({ [AAPL]: 207 });
    expect(pnl(branch)).toEqual([120, 419.4, 0]);
    branch.fill(AAPL, 'sell', 60, 207);
    expect(pnl(branch)).toEqual([119, 0, 418.4]);
    expect(branch.accounts.positionPnl('DU1', AAPL)).toEqual({ quantity: 0, daily: toMicros(119), unrealized: 0, realized: toMicros(418.4), value: 0 }); // prettier-ignore
    expect(branch.accounts.positionPnl('DU1', SPY)).toBeNull();
  });
});

describe('corporate actions', () => {
  const dividend: Dividend = {
    ...{ kind: 'dividend', symbol: 'AAPL', exDay: DAY, recordDay: DAY, payDay: DAY + 14 },
    perShare: toMicros(0.26),
  };
  const split: Split = { kind: 'split', symbol: 'AAPL', exDay: DAY, numerator: 3, denominator: 2 };

  test('a dividend is owed from its ex day on and paid on its pay day, by who is short', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 1_000, 200);
    branch.fill(AAPL, 'sell', 500, 200, { account: 'DU2' });
    branch.accounts.startDay(0, DAY - 1);
    branch.accounts.applyCorporateAction(AAPL, dividend);
    branch.accounts.applyCorporateAction(AAPL, dividend);
    branch.mark({ [AAPL]: 199.74 });
    branch.accounts.startDay(0, DAY);
    expect(branch.figure('accruedDividends')).toBe(260);
    expect(branch.figure('netLiquidation')).toBe(999_995);
    expect(branch.figure('equityWithLoan')).toBe(999_735);
    branch.fill(AAPL, 'sell', 1_000, 199.74);
    branch.accounts.startDay(0, DAY + 13);
    expect(branch.value('AccruedDividend', 'USD')).toBe('260.00');
    const paid = branch.accounts.startDay(0, DAY + 15).filter(({ kind }) => kind === 'dividend');
    expect(paid.map(({ account, amount }) => [account, amount / 1e6])).toEqual([
      ['DU1', 260],
      ['DU2', -130],
    ]);
    expect(branch.figure('accruedDividends')).toBe(0);
    expect(branch.cash('USD')).toBe(toMicros(999_990));
  });

  test('a split changes shares and cost, and the fraction is cash', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 101, 200); // 20,201
    branch.mark({ [AAPL]: 140 });
    const settlements = branch.accounts.applyCorporateAction(AAPL, split);
    // 151 shares and a half: 70 for it, whose cost was 20,201 × 0.5 / 151.5 = 66.669967.
    expect(settlements.map(({ kind, amount }) => [kind, amount / 1e6])).toEqual([
      ['split', 0],
      ['cash-in-lieu', 70],
    ]);
    expect(item(branch, AAPL)).toMatchObject({ quantity: 151, marketValue: 21_140, realized: 3.330033 });
    expect(branch.accounts.applyCorporateAction(AAPL, split)).toEqual([]);
    expect(pnl(branch)[0]).toBe(21_140 + 70 - 20_201);
  });

  test('whoever holds nothing is not concerned', () => {
    expect(new Branch().accounts.applyCorporateAction(AAPL, split)).toEqual([]);
  });
});

describe('margin calls', () => {
  test('come once as maintenance margin is missed, and once as it is met again', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 9_900, 200);
    branch.accounts.watchMargins(1);
    // Owes 980,049.50: a quarter of what it holds is missing below 131.99 a share.
    branch.mark({ [AAPL]: 132 });
    branch.accounts.watchMargins(2);
    expect(branch.calls).toEqual([]);
    branch.mark({ [AAPL]: 131 });
    branch.accounts.watchMargins(3);
    branch.accounts.watchMargins(4);
    const excessLiquidity = toMicros(9_900 * 131 * 0.75 - 980_049.5);
    expect(branch.calls).toEqual([{ account: 'DU1', time: 3, state: 'breached', excessLiquidity }]);
    expect(branch.value('Cushion', '')).toBe(String(Number((excessLiquidity / 1e6 / (9_900 * 131 - 980_049.5)).toFixed(6)))); // prettier-ignore
    branch.mark({ [AAPL]: 140 });
    branch.accounts.watchMargins(5);
    expect(branch.calls.map(({ state }) => state)).toEqual(['breached', 'recovered']);
  });

  test('name what to close: the greatest relief, and no more than is needed', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 6_000, 200);
    branch.fill(SPY, 'sell', 1_000, 600);
    expect(branch.accounts.liquidations('DU1')).toEqual([]);
    branch.mark({ [AAPL]: 110 });
    // 460,000 and a little for 165,000 + 180,000; at 90 it is 340,000 for 135,000 + 180,000; at 70 220,000 for 285,000.
    expect(branch.accounts.liquidations('DU1')).toEqual([]);
    branch.mark({ [AAPL]: 70 });
    expect(branch.accounts.liquidations('DU1')).toEqual([{ conId: SPY, side: 'buy', quantity: toQuantityMicros(1_000) }]); // prettier-ignore
    branch.mark({ [AAPL]: 30 });
    expect(branch.accounts.liquidations('DU1').map(({ conId, side }) => [conId, side])).toEqual([
      [SPY, 'buy'],
      [AAPL, 'sell'],
    ]);
  });
});

describe('several accounts', () => {
  test('know nothing of each other, and begin afresh alone', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 100, 200);
    branch.fill(SPY, 'buy', 10, 600, { account: 'DU2' });
    expect(branch.accounts.ids).toEqual(['DU1', 'DU2']);
    const revision = branch.accounts.revision('DU1');
    const other = branch.accounts.revision('DU2');
    branch.accounts.reset('DU1');
    expect(branch.accounts.positions('DU1')).toEqual([]);
    expect(branch.figure('netLiquidation')).toBe(1_000_000);
    expect(pnl(branch)).toEqual([0, 0, 0]);
    expect(branch.accounts.revision('DU1')).toBeGreaterThan(revision);
    expect(branch.accounts.revision('DU2')).toBe(other);
    expect(branch.figure('netLiquidation', 'DU2')).toBe(999_999);
    expect(branch.accounts.has('DU3')).toBe(false);
    expect(() => branch.accounts.figures('DU3')).toThrow('there is no account DU3');
  });

  test('a fill is booked once', () => {
    const branch = new Branch();
    const deal = { account: 'DU1', liquidity: 'removed', order: 1 } as const;
    const event = branch.event(AAPL, 'buy', 1, 200, deal);
    branch.accounts.applyFill(event);
    expect(() => branch.accounts.applyFill(event)).toThrow('each is booked once');
    expect(branch.accounts.bookedSequence).toBe(1);
  });
});
