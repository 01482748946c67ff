import { expect, test } from 'vitest';
import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { fromMicros, micros, toMicros } from '#shared/model/money.ts';
import { contractOf, ES, useOrderBench } from '../orders/testing/order-bench.ts';

/**
 * Ten days of June 2026, one test after the other: on Monday the 8th GE is split one for two and KO goes ex, on Friday the
 * 12th options expire, on Thursday the 18th the futures of June, on Monday the 22nd KO's dividend is paid.
 */
const FRIDAY_5TH = Date.UTC(2026, 5, 5, 14);
const [LONG, SHORT] = ['DU1000001', 'DU1000002'] as const;
const bench = useOrderBench({ accounts: [LONG, SHORT], commissionPlan: 'fixed' }, FRIDAY_5TH);
const GE = contractOf('GE');
const KO = contractOf('KO');
const ES_JUNE = { ...ES, lastTradeDateOrContractMonth: '202606' };
const callAt = (strike: number) =>
  contractOf('SPY', { ...{ secType: 'OPT', lastTradeDateOrContractMonth: '20260612' }, strike, right: 'C' });

const gateway = () => bench.gateway.gateway;
const settled = () =>
  bench.gateway.log.flatMap(({ event, facts }) =>
    event === 'settled' ? [`${String(facts['account'])} ${String(facts['kind'])}`] : [],
  );
const held = (account: string) =>
  new Map(
    gateway()
      .books.positions(account)
      .map(({ contract, quantity }) => [contract.localSymbol, quantity]),
  );
const netLiquidation = (account: string) => gateway().accounts.figures(account).netLiquidation;
/** So far that nothing in these ten days comes down to it. */
const below = (marketId: string) => Math.round(bench.quote(marketId).bid * 50) / 100;
const jumpTo = (time: number) => gateway().world.clock.jumpTo(time);
const daily = (account: string) => fromMicros(gateway().accounts.pnl(account).daily);

test('a split: positions in new shares, the fraction in cash, orders given back with a word, all of it told', async () => {
  const client = await bench.trader();
  await client.place({ account: LONG, totalQuantity: 101 }, GE);
  await client.place({ account: SHORT, action: 'SELL', totalQuantity: 101 }, GE);
  await client.place({ account: LONG, totalQuantity: 100 }, KO);
  await client.place({ account: SHORT, action: 'SELL', totalQuantity: 100 }, KO);
  await client.place({ account: LONG, totalQuantity: 1 }, ES_JUNE);
  await client.advance(20_000);
  const waiting = { account: LONG, orderType: 'LMT', tif: 'GTC' } as const;
  const buyGe = await client.place({ ...waiting, lmtPrice: below('GE'), totalQuantity: 10 }, GE);
  const buyKo = await client.place({ ...waiting, lmtPrice: below('KO'), totalQuantity: 10 }, KO);
  expect(held(LONG).get('GE')).toBe(101);
  client.client.ask({ kind: 'reqPositions' });
  await client.client.settled();
  client.forget();
  // Asleep over the weekend, awake a minute before the split.
  jumpTo(Date.UTC(2026, 5, 8, 7, 59));
  const before = netLiquidation(LONG);
  await client.advance(MS_PER_MINUTE);
  expect(held(LONG).get('GE')).toBe(50);
  expect(held(SHORT).get('GE')).toBe(-50);
  expect(settled()).toEqual([
    ...[LONG, SHORT].flatMap((account) => [`${account} split`, `${account} cash-in-lieu`]),
    // The new day, after it: the future's gain into cash, and what three nights of being short cost.
    `${LONG} futures-variation`,
    ...[`${SHORT} borrow-fee`, `${SHORT} borrow-fee`],
  ]);
  expect(client.status(buyGe)).toBe('Cancelled');
  expect(client.codes(buyGe)).toEqual([202]);
  expect(client.story(buyKo)).not.toContain('Cancelled');
  const told = client.all('position').map(({ contract, position }) => `${contract.symbol} ${position}`);
  expect(told).toEqual(expect.arrayContaining(['GE 50', 'GE -50']));
  // Neither the split nor the dividend is a gain or a loss: what moves is the market, by a per cent of the shares at most.
  const shares = 101 * bench.quote('GE').bid * 0.5 + 100 * bench.quote('KO').bid;
  expect(Math.abs(fromMicros(netLiquidation(LONG)) - fromMicros(before))).toBeLessThan(shares / 50);
  expect(daily(LONG)).toBe(0);
});

test('a dividend is a claim from its ex day on and cash on its pay day; options and futures that expire are gone, GTC orders in them too', async () => {
  const client = await bench.trader();
  jumpTo(Date.UTC(2026, 5, 8, 15));
  const accrued = () => fromMicros(gateway().accounts.figures(LONG).accruedDividends);
  expect(accrued()).toBe(51);
  const price = Math.round(bench.quote('SPY').bid / 10) * 10;
  const [inside, outside] = [price - 30, price + 30];
  for (const strike of [inside, outside])
    await client.place({ account: LONG, totalQuantity: 1 }, callAt(strike));
  await client.advance(20_000);
  const resting = { account: LONG, totalQuantity: 1, orderType: 'LMT', lmtPrice: 0.05, tif: 'GTC' } as const;
  const late = await client.place(resting, callAt(price));
  expect(held(LONG).size).toBe(5);
  client.client.ask({ kind: 'reqAccountUpdates', subscribe: true, acctCode: LONG });
  await client.client.settled();
  client.forget();

  jumpTo(Date.UTC(2026, 5, 12, 20, 30));
  await client.client.settled();
  const strike = inside;
  const spy = bench.gateway.gateway.books.positions(LONG).find(({ contract }) => contract.symbol === 'SPY')!;
  expect(spy).toMatchObject({ quantity: 100, contract: { secType: 'STK' } });
  expect(spy.averageCost).toBeGreaterThan(strike);
  expect([...held(LONG).keys()].filter((name) => name.includes('C0'))).toEqual([]);
  expect(client.status(late)).toBe('Cancelled');
  const why = client.all('errorMessage').find(({ id }) => id === late);
  expect(why).toMatchObject({ code: 202, text: expect.stringContaining('expired') });
  const inPortfolio = client
    .all('portfolioValue')
    .map(({ contract, position }) => `${contract.secType} ${position}`);
  expect(inPortfolio).toEqual(expect.arrayContaining(['OPT 0', 'STK 100']));

  jumpTo(Date.UTC(2026, 5, 23, 15));
  expect(held(LONG).get('ESM6')).toBeUndefined();
  expect(accrued()).toBe(0);
  const events = settled();
  expect(events.filter((each) => each === `${LONG} dividend`)).toHaveLength(1);
  expect(events).toEqual(
    expect.arrayContaining([
      ...[`${LONG} option-exercised`, `${LONG} option-expired`, `${LONG} future-expired`],
      `${SHORT} dividend`,
    ]),
  );
});

test('all money is accounted for: what began, what trades gave and took, what was settled', () => {
  const { accounts, orders } = gateway();
  for (const account of [LONG, SHORT]) {
    let expected = toMicros(1_000_000);
    for (const { details, commission } of orders.executions.snapshot()) {
      if (details.acctNumber !== account) continue;
      const { secType, multiplier } = details.contract;
      const sign = details.side === 'BOT' ? -1 : 1;
      const size = sign * details.shares * Number(multiplier === '' ? 1 : multiplier);
      // A future costs nothing: its gains and losses are settled.
      if (secType !== 'FUT') expected = micros(expected + toMicros(size * details.price));
      expected = micros(expected - toMicros(commission.commission));
    }
    for (const { event, facts } of bench.gateway.log)
      if (event === 'settled' && facts['account'] === account)
        expected = micros(expected + (facts['amount'] as number));
    expect(accounts.figures(account).totalCash).toBe(expected);
  }
});
