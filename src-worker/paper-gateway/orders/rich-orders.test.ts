import { describe, expect, test } from 'vitest';
import { assert } from '#shared/kernel/assert.ts';
import { decodeMessage, encodeMessage, type GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import type { WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import { orderAtVersion } from '#shared/tws-protocol/testing/rich-orders.ts';
import { gateVersions } from '#shared/tws-protocol/testing/spoken-versions.ts';
import { AAPL, contractOf, order, useOrderBench } from './testing/order-bench.ts';

const bench = useOrderBench({ accounts: ['DU1000001', 'DU1000002'] });

/** Far from the market: it rests, so that it can be asked for, and is cancelled, so that it completes. */
const resting = { orderType: 'LMT', lmtPrice: 200.25, totalQuantity: 10, account: 'DU1000002', tif: 'GTC' };
const ATS = contractOf('AAPL', { exchange: 'IBKRATS' });

const leg = (conId: number, ratio: number, action: string) => ({
  ...{ conId, ratio, action, exchange: 'SMART' },
  ...{ openClose: 0, shortSaleSlot: 0, designatedLocation: '', exemptCode: -1 },
});

/** Orders that between them carry everything that placeOrder has and the gateway does not refuse. */
const shapes: Readonly<Record<string, { more: Partial<WireOrder>; contract?: typeof AAPL }>> = {
  'a limit order': { more: {} },
  'for whom, by whom and under which rule': {
    more: {
      ...{ orderRef: 'stratégie/41', openClose: 'O', origin: 1, rule80A: 'A', settlingFirm: 'SF' },
      ...{ clearingAccount: 'C9', clearingIntent: 'Away', solicited: true, optOutSmartRouting: true },
      ...{ shortSaleSlot: 2, designatedLocation: 'LOC', exemptCode: 0, extOperator: 'op' },
      ...{ softDollarTierName: 'tier', softDollarTierValue: 'v1', customerAccount: 'cust' },
      ...{ professionalCustomer: true, manualOrderIndicator: 1, manualOrderTime: '20260106-14:30:00' },
      ...{ mifid2DecisionMaker: 'dm', mifid2DecisionAlgo: 'da', mifid2ExecutionTrader: 'et' },
      ...{ mifid2ExecutionAlgo: 'ea', advancedErrorOverride: '8229', isOmsContainer: true },
      ...{ discretionaryUpToLimitPrice: true, dontUseAutoPriceForHedge: true, usePriceMgmtAlgo: true },
      ...{ overridePercentageConstraints: true, eTradeOnly: true, firmQuoteOnly: true },
    },
  },
  'an algorithm with parameters': {
    more: {
      ...{ algoStrategy: 'Adaptive', algoId: 'A-17', notHeld: true, usePriceMgmtAlgo: false },
      algoParams: [
        { tag: 'adaptivePriority', value: 'Normal' },
        { tag: 'startTime', value: '20260106 09:30:00 US/Eastern' },
      ],
    },
  },
  'a scale order with its details': {
    more: {
      ...{ scaleInitLevelSize: 5, scaleSubsLevelSize: 1, scalePriceIncrement: 0.5, scaleTable: 'table' },
      ...{ scalePriceAdjustValue: 0.1, scalePriceAdjustInterval: 60, scaleProfitOffset: 2 },
      ...{ scaleAutoReset: true, scaleInitPosition: 10, scaleInitFillQty: 4, scaleRandomPercent: true },
      ...{ activeStartTime: '20260106-14:30:00', activeStopTime: '20260106-20:00:00' },
    },
  },
  'a combination with legs, their prices and routing parameters': {
    more: {
      lmtPrice: -0.35,
      orderComboLegs: [{ price: 1.05 }, { price: undefined }],
      smartComboRoutingParams: [
        { tag: 'NonGuaranteed', value: '1' },
        { tag: 'LeginPrio', value: '0' },
      ],
    },
    contract: contractOf('AAPL', {
      secType: 'BAG',
      comboLegs: [
        leg(265598, 1, 'BUY'),
        {
          ...{ ...leg(272093, 2, 'SELL'), openClose: 1, shortSaleSlot: 2 },
          ...{ designatedLocation: 'XYZ', exemptCode: 3 },
        },
      ],
    }),
  },
  'a hedge': { more: { hedgeType: 'B', hedgeParam: '1.5', allOrNone: true } },
  'delta neutral': {
    more: {
      ...{ volatility: 0.2, volatilityType: 2, continuousUpdate: 1, referencePriceType: 1 },
      ...{ deltaNeutralOrderType: 'LMT', deltaNeutralAuxPrice: 1.5, deltaNeutralConId: 8314 },
      ...{ deltaNeutralSettlingFirm: 'F1', deltaNeutralClearingAccount: 'C1', deltaNeutralOpenClose: 'O' },
      ...{ deltaNeutralClearingIntent: 'IB', deltaNeutralShortSale: true, deltaNeutralShortSaleSlot: 1 },
      deltaNeutralDesignatedLocation: 'L1',
    },
    contract: { ...AAPL, deltaNeutralContract: { conId: 8314, delta: 0.5, price: 141.02 } },
  },
  'conditions of all six kinds': {
    more: {
      conditions: [
        {
          ...{ type: 1, conjunction: 'a', isMore: true, value: 900.5, conId: 265598, exchange: 'SMART' },
          triggerMethod: 7,
        },
        { type: 3, conjunction: 'a', isMore: false, value: '20260106 15:00:00 US/Eastern' },
        { type: 4, conjunction: 'o', isMore: true, value: 30 },
        { type: 5, conjunction: 'a', secType: 'STK', exchange: 'SMART', symbol: 'MSFT' },
        { type: 6, conjunction: 'a', isMore: true, value: 1_000_000, conId: 265598, exchange: 'SMART' },
        { type: 7, conjunction: 'a', isMore: false, value: 0.25, conId: 265598, exchange: 'SMART' },
      ],
      ...{ conditionsIgnoreRth: true, conditionsCancelOrder: true },
    },
  },
  'a stop that turns into a trailing stop': {
    more: {
      ...{ orderType: 'STP', lmtPrice: undefined, auxPrice: 190, action: 'SELL', triggerMethod: 2 },
      ...{ adjustedOrderType: 'TRAIL', triggerPrice: 180, lmtPriceOffset: 0.5, adjustedStopPrice: 175 },
      ...{ adjustedStopLimitPrice: 174.5, adjustedTrailingAmount: 2, adjustableTrailingUnit: 100 },
    },
  },
  'a trailing stop with a limit': {
    more: {
      ...{ orderType: 'TRAIL LIMIT', lmtPrice: undefined, auxPrice: undefined, action: 'SELL' },
      ...{ trailStopPrice: 190, trailingPercent: 40, lmtPriceOffset: 0.5 },
    },
  },
  'with a date, a group, and every size and flag': {
    more: {
      ...{ tif: 'GTD', goodTillDate: '20260131 16:00:00 US/Eastern', totalQuantity: 50 },
      ...{
        goodAfterTime: '20260122 09:30:00 US/Eastern',
        ocaGroup: 'oca',
        ocaType: 2,
        autoCancelParent: true,
      },
      ...{ blockOrder: true, sweepToFill: true, displaySize: 10, outsideRth: true, hidden: true },
      ...{ discretionaryAmt: 0.1, minQty: 5, percentOffset: 0.02, nbboPriceCap: 200 },
      ...{ auctionStrategy: 3, startingPrice: 33, stockRefPrice: 34.5, delta: 0.4, stockRangeLower: 30 },
      ...{ stockRangeUpper: 40, randomizeSize: true, randomizePrice: true, duration: 60, postToAts: 1 },
      includeOvernight: true,
    },
  },
  'pegged to the midpoint at IBKRATS': {
    more: {
      ...{ orderType: 'PEG MID', lmtPrice: 190, auxPrice: undefined, tif: 'DAY', minTradeQty: 10 },
      ...{ midOffsetAtWhole: 0.0002, midOffsetAtHalf: 0.0001 },
    },
    contract: ATS,
  },
};

/** What openOrder and completedOrder say, and the order did not: whose it is, and what has become of it. */
const own = ['clientId', 'permId', 'filledQuantity', 'parentPermId'] as const;
const asked = (told: WireOrder) => ({ ...told, ...Object.fromEntries(own.map((name) => [name, 0])) });
type OrderMessage = Extract<GatewayMessage, { kind: 'openOrder' | 'completedOrder' }>;

/** A message as it reads once it has been sent: what it carries at that version, and nothing else. */
function sent<M extends GatewayMessage>(message: M, version: number): M {
  const read = decodeMessage(encodeMessage(message, version).subarray(4), version);
  assert(read.ok && read.value.kind === message.kind, 'what was written can be read');
  return read.value as M;
}

describe.each(gateVersions)('at server version %i', (version) => {
  test('every order comes back whole: as it opens, when it is asked for, and when it has ended', async () => {
    const trader = await bench.trader(undefined, `v100..${version}`);
    expect(trader.client.version).toBe(version);
    const placed: { id: number; name: string; order: WireOrder; permId: number }[] = [];
    for (const [name, { more, contract = AAPL }] of Object.entries(shapes)) {
      const whole = orderAtVersion(order({ ...resting, ...more }), version);
      const id = await trader.place({ ...resting, ...more }, contract);
      const opened = trader.all('openOrder').find(({ orderId }) => orderId === id);
      const errors = trader.all('errorMessage').map(({ text }) => text);
      assert(opened !== undefined, `${name} is opened: ${errors.join(' ')}`);
      expect(['Submitted', 'PreSubmitted'], name).toContain(opened.orderState.status);
      expectWhole(opened, whole, version, name);
      expect(opened.contract, name).toMatchObject({ symbol: 'AAPL', exchange: contract.exchange });
      expect(opened.contract.deltaNeutralContract, name).toEqual(contract.deltaNeutralContract);
      expect(opened.contract.comboLegs, name).toEqual(contract.comboLegs);
      placed.push({ id, name, order: whole, permId: opened.order.permId });
    }
    const open = (await trader.ask({ kind: 'reqOpenOrders' })).filter((each) => each.kind === 'openOrder');
    expect(open.map(({ orderId }) => orderId)).toEqual(placed.map(({ id }) => id));
    for (const [index, each] of open.entries())
      expectWhole(each, placed[index]!.order, version, placed[index]!.name);

    for (const { id } of placed) await trader.cancel(id);
    const ended = await trader.ask({ kind: 'reqCompletedOrders', apiOnly: false });
    const completed = ended.filter((each) => each.kind === 'completedOrder').slice(-placed.length);
    for (const [index, each] of completed.entries()) {
      const { name, order, permId } = placed[index]!;
      expect(each.order.permId, name).toBe(permId);
      expectWhole(each, order, version, name);
      const end = { status: 'Cancelled', completedStatus: 'Cancelled by Trader' };
      expect(each.orderState, name).toMatchObject(end);
    }
    expect(completed).toHaveLength(placed.length);
  });
});

/** A message tells of an order what it can carry at that version. */
function expectWhole(message: OrderMessage, whole: WireOrder, version: number, name: string): void {
  const { lmtPrice, trailStopPrice } = message.order;
  // A trailing order is told where it stands, not where it began.
  const moved = whole.orderType === 'TRAIL LIMIT' ? { lmtPrice, trailStopPrice } : {};
  const expected = sent({ ...message, order: { ...whole, ...moved } }, version);
  expect(asked(message.order), name).toEqual(asked(expected.order));
}

test('what is kept and not simulated is said, with the order and with its preview', async () => {
  const trader = await bench.trader();
  const { more } = shapes['an algorithm with parameters']!;
  const id = await trader.place({ ...resting, ...more });
  expect(trader.story(id)).toEqual(['399', 'open:Submitted', 'Submitted']);
  const text = 'the paper gateway keeps, but does not simulate: not held, algorithm.';
  expect(trader.all('errorMessage')[0]!.text).toContain(text);
  // Said once, and again only when there is more of it.
  trader.forget();
  await trader.place({ ...resting, ...more, lmtPrice: 201 }, AAPL, id);
  expect(trader.codes(id)).toEqual([]);
  await trader.place({ ...resting, ...more, lmtPrice: 201, hidden: true }, AAPL, id);
  expect(trader.codes(id)).toEqual([399]);

  await trader.place({ ...resting, ...more, whatIf: true });
  expect(trader.all('openOrder').at(-1)!.orderState.warningText).toContain(text);
});

test('an order that waits for what nobody can tell never trades', async () => {
  const trader = await bench.trader();
  const id = await trader.place({
    ...{ account: 'DU1000001', orderType: 'MKT', totalQuantity: 10 },
    conditions: [{ type: 6, conjunction: 'a', isMore: true, value: 1, conId: 265598, exchange: 'SMART' }],
  });
  expect(trader.story(id)).toEqual(['399', 'open:PreSubmitted', 'PreSubmitted']);
  expect(trader.all('errorMessage')[0]!.text).toContain('never takes these conditions as met: volume.');
  await trader.advance(60_000);
  expect(trader.status(id)).toBe('PreSubmitted');
  await trader.place({ account: 'DU1000001', orderType: 'MKT', totalQuantity: 10 }, AAPL, id);
  expect(trader.status(id)).toBe('Filled');
});

describe('a combination', () => {
  const { more, contract } = shapes['a combination with legs, their prices and routing parameters']!;
  const account = 'DU1000001';
  const placed = { ...resting, ...more, account, tif: 'DAY' };

  test('rests with a notice, is changed, and ends with its day', async () => {
    const trader = await bench.trader();
    const id = await trader.place(placed, contract);
    expect(trader.story(id)).toEqual(['399', 'open:PreSubmitted', 'PreSubmitted']);
    expect(trader.all('errorMessage')[0]!.text).toContain('does not trade combinations');
    trader.forget();
    await trader.place({ ...placed, lmtPrice: 0, totalQuantity: 20 }, contract, id);
    expect(trader.all('openOrder')).toMatchObject([{ order: { lmtPrice: 0, totalQuantity: 20 } }]);
    await trader.place({ ...placed, action: 'SELL' }, contract, id);
    expect(trader.codes(id)).toEqual([105]);
    trader.forget();
    await trader.advance(16 * 3_600_000);
    expect(trader.story(id)).toEqual(['Cancelled', '202']);
    await trader.cancel(id);
    expect(trader.codes(id)).toEqual([202, 10148]);
  });

  test('that nobody can understand is refused', async () => {
    const trader = await bench.trader();
    const [first] = contract!.comboLegs;
    const cases: [Partial<WireOrder>, typeof AAPL, number][] = [
      [placed, { ...contract!, comboLegs: [first!] }, 321],
      [placed, { ...contract!, comboLegs: [first!, { ...first!, conId: 5 }] }, 200],
      [{ ...placed, orderType: 'VOL' }, contract!, 387],
      [{ ...placed, lmtPrice: undefined }, contract!, 107],
      [{ ...placed, totalQuantity: 0 }, contract!, 434],
      [{ ...placed, tif: 'DTC' }, contract!, 111],
      [{ ...placed, account: '' }, contract!, 435],
    ];
    for (const [more, of, code] of cases) {
      const id = await trader.place(more, of);
      expect(trader.story(id)).toEqual([String(code), 'Inactive']);
    }
  });

  test('asks for nothing when it is a what-if, is cancelled with everything, and is over at once if it must fill at once', async () => {
    const trader = await bench.trader();
    await trader.place({ ...placed, whatIf: true }, contract);
    expect(trader.all('openOrder')[0]!.orderState.warningText).toContain('does not trade combinations');
    const rests = await trader.place({ ...placed, tif: 'GTC' }, contract);
    const ioc = await trader.place({ ...placed, tif: 'IOC' }, contract);
    expect(trader.status(ioc)).toBe('Cancelled');
    await trader.ask({ kind: 'reqGlobalCancel', extOperator: '', manualOrderIndicator: undefined });
    expect(trader.status(rests)).toBe('Cancelled');
    expect(await trader.ask({ kind: 'reqOpenOrders' })).toEqual([{ kind: 'openOrderEnd' }]);
  });
});
