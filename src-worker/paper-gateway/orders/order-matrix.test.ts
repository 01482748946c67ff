import { describe, expect, test } from 'vitest';
import type { WireContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import type { WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import { AAPL, BTC, contractOf, ES, EURUSD, useOrderBench, type Trader } from './testing/order-bench.ts';

const bench = useOrderBench();
const cents = (price: number) => Math.round(price * 100) / 100;
const CANCEL_ALL = { kind: 'reqGlobalCancel', extOperator: '', manualOrderIndicator: undefined } as const;

type Outcome = 'taken' | 111 | 387;
const LASTING: readonly Outcome[] = ['taken', 'taken', 111, 111, 'taken', 111];
const TIFS = ['DAY', 'GTC', 'IOC', 'FOK', 'GTD', 'OPG'] as const;
/** THE AUDIT: every order type of the gateway against every time in force, and what TWS's rules make of the two. */
const TABLE: Readonly<Record<string, readonly Outcome[]>> = {
  //             DAY      GTC      IOC      FOK      GTD      OPG
  MKT: ['taken', 'taken', 'taken', 'taken', 'taken', 'taken'],
  LMT: ['taken', 'taken', 'taken', 'taken', 'taken', 'taken'],
  STP: LASTING,
  'STP LMT': LASTING,
  TRAIL: LASTING,
  'TRAIL LIMIT': LASTING,
  MIT: LASTING,
  LIT: LASTING,
  'PEG MID': LASTING,
  MOC: ['taken', 'taken', 111, 111, 111, 111],
  LOC: ['taken', 'taken', 111, 111, 111, 111],
  // Refused politely, as nobody offers them here.
  'MKT PRT': [387, 387, 387, 387, 387, 387],
  VOL: [387, 387, 387, 387, 387, 387],
  REL: [387, 387, 387, 387, 387, 387],
  'PEG BENCH': [387, 387, 387, 387, 387, 387],
  'PEG BEST': [387, 387, 387, 387, 387, 387],
};

/** What a type needs to be complete, far enough from a price to rest. */
function pricesOf(orderType: string, price: number, tick: number): Partial<WireOrder> {
  const away = (share: number) => Number((Math.round((price * share) / tick) * tick).toFixed(8));
  switch (orderType) {
    case 'LMT':
    case 'LOC':
      return { lmtPrice: away(0.95) };
    case 'STP':
      return { auxPrice: away(1.05) };
    case 'STP LMT':
      return { auxPrice: away(1.05), lmtPrice: away(1.06) };
    case 'MIT':
      return { auxPrice: away(0.95) };
    case 'LIT':
      return { auxPrice: away(0.95), lmtPrice: away(0.95) };
    case 'TRAIL':
      return { trailingPercent: 5 };
    case 'TRAIL LIMIT':
      return { trailingPercent: 5, trailStopPrice: away(1.05), lmtPriceOffset: away(0.001) };
    default:
      return {};
  }
}

/** `taken`, or the code that an order was refused with. */
function outcomeOf(trader: Trader, id: number): unknown {
  const [code] = trader.codes(id).filter((each) => each !== 202 && each !== 399);
  if (code !== undefined && trader.status(id) === 'Inactive') return code;
  return trader.status(id) === undefined ? trader.story(id).join(' ') : 'taken';
}

test.each(Object.keys(TABLE))('%s with every time in force', async (orderType) => {
  const trader = await bench.trader();
  const outcomes: unknown[] = [];
  for (const tif of TIFS) {
    const goodTillDate = tif === 'GTD' ? '20260120-20:00:00' : '';
    const prices = pricesOf(orderType, bench.quote().bid, 0.01);
    const id = await trader.place({ orderType, tif, goodTillDate, totalQuantity: 1, ...prices });
    outcomes.push(outcomeOf(trader, id));
  }
  expect(outcomes).toEqual(TABLE[orderType]);
  await trader.ask(CANCEL_ALL);
});

describe('what contract details list is what is taken', () => {
  const option = contractOf('SPY', { secType: 'OPT', right: 'C', lastTradeDateOrContractMonth: '20260116' });
  const CODES: Readonly<Partial<Record<string, string>>> = {
    ...{ 'STP LMT': 'STPLMT', 'TRAIL LIMIT': 'TRAILLMT', 'PEG MID': 'PEGMID' },
  };

  test.each<[string, WireContract, number]>([
    ['a stock', AAPL, 1],
    ['a future', ES, 1],
    ['a currency pair', EURUSD, 25_000],
    ['crypto', BTC, 0.25],
    ['an option', option, 1],
  ])('%s', async (_name, asked, totalQuantity) => {
    const trader = await bench.trader();
    const found = await trader.ask({ kind: 'reqContractDetails', reqId: 1, contract: asked });
    const told = found.flatMap((each) => (each.kind === 'contractDetails' ? [each] : []));
    // Of a chain the one in the middle.
    const { contract, details } = told[told.length >> 1]!;
    const listed = new Set(details.orderTypes.split(','));
    trader.client.ask({
      ...{ kind: 'reqMktData', reqId: 2, contract, genericTickList: '', options: '' },
      ...{ snapshot: true, regulatorySnapshot: false },
    });
    await trader.client.settled();
    const [tick] = trader.all('tickPrice').filter(({ tickType }) => tickType === 1);
    for (const orderType of Object.keys(TABLE)) {
      const code = CODES[orderType] ?? orderType;
      const prices = pricesOf(orderType, tick!.price, Math.max(details.minTick, 0.01));
      const named = { ...contract, exchange: asked.exchange };
      const id = await trader.place({ orderType, tif: 'DAY', totalQuantity, ...prices }, named);
      expect([orderType, outcomeOf(trader, id)], trader.story(id).join(' ')).toEqual([
        orderType,
        listed.has(code) ? 'taken' : 387,
      ]);
    }
    await trader.ask(CANCEL_ALL);
  });
});

describe('brackets of every shape', () => {
  const ENTRIES = ['MKT', 'LMT', 'STP', 'STP LMT', 'TRAIL', 'MIT', 'LIT'] as const;
  const PROFITS = ['LMT', 'MIT', 'LIT'] as const;
  const STOPS = ['STP', 'STP LMT', 'TRAIL', 'TRAIL LIMIT'] as const;
  const shapes = [
    ...ENTRIES.map((entry) => [entry, 'LMT', 'STP'] as const),
    ...PROFITS.flatMap((profit) => STOPS.map((stop) => ['LMT', profit, stop] as const)),
  ];
  /** A sale mirrors a purchase: its prices lie on the other side. */
  const exitPrices = (orderType: string, price: number): Partial<WireOrder> => {
    const bought = pricesOf(orderType, price, 0.01);
    const mirror = (value: number | undefined) =>
      value === undefined ? undefined : cents(2 * cents(price) - value);
    const { lmtPrice, auxPrice, trailStopPrice } = bought;
    return {
      ...bought,
      ...{ lmtPrice: mirror(lmtPrice), auxPrice: mirror(auxPrice), trailStopPrice: mirror(trailStopPrice) },
    };
  };

  test.each(shapes)('%s with a profit taken by %s and a stop that is %s', async (entry, profit, stop) => {
    const trader = await bench.trader();
    const { bid } = bench.quote();
    const size = { totalQuantity: 10, transmit: false };
    const parentId = await trader.place({ ...size, orderType: entry, ...pricesOf(entry, bid, 0.01) });
    const exit = { ...size, action: 'SELL', parentId };
    const first = await trader.place({ ...exit, orderType: profit, ...exitPrices(profit, bid) });
    expect(trader.all('execDetails')).toEqual([]);
    const second = { ...exit, orderType: stop, ...exitPrices(stop, bid), transmit: true };
    const last = await trader.place(second);
    if (entry !== 'MKT') {
      const held = trader.all('orderStatus').filter(({ parentId: of }) => of === parentId);
      expect(held.at(-1)).toMatchObject({ status: 'PreSubmitted', whyHeld: 'child' });
      await trader.place({ totalQuantity: 10, orderType: 'MKT' }, AAPL, parentId);
    }
    expect(trader.status(parentId)).toBe('Filled');
    const working = [first, last].map((id) => trader.status(id));
    expect(working).toEqual([profit === 'LMT' ? 'Submitted' : 'PreSubmitted', 'PreSubmitted']);
    // One exit that fills ends the other.
    await trader.place(
      { action: 'SELL', totalQuantity: 10, orderType: 'MKT', parentId, transmit: true },
      AAPL,
      last,
    );
    expect([first, last].map((id) => trader.status(id))).toEqual(['Cancelled', 'Filled']);
  });
});
