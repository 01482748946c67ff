import { describe, expect, test } from 'vitest';
import { twsErrors } from '../../tws-protocol/tws-errors.ts';
import { toQuantityMicros } from '../../model/quantity.ts';
import type { OrderType, TimeInForce } from './order-terms.ts';
import { refusals } from './refusals.ts';
import { Floor, stock, type Wish } from './testing/floor.ts';

const TIFS: readonly TimeInForce[] = ['DAY', 'GTC', 'IOC', 'FOK', 'GTD', 'OPG'];

/** What each type brings along, and under which of TIFS it is taken: y, or n for error 111. */
const MATRIX: readonly (readonly [OrderType, Wish, string])[] = [
  ['MKT', {}, 'yyyyyy'],
  ['LMT', { limitPrice: 90 }, 'yyyyyy'],
  ['STP', { stopPrice: 110 }, 'yynnyn'],
  ['STP LMT', { stopPrice: 110, limitPrice: 111 }, 'yynnyn'],
  ['TRAIL', { trailAmount: 1 }, 'yynnyn'],
  ['TRAIL LIMIT', { trailAmount: 1, limitOffset: 0.1 }, 'yynnyn'],
  ['MIT', { stopPrice: 90 }, 'yynnyn'],
  ['LIT', { stopPrice: 90, limitPrice: 89 }, 'yynnyn'],
  ['MOC', {}, 'yynnnn'],
  ['LOC', { limitPrice: 90 }, 'yynnnn'],
  ['PEG MID', {}, 'yynnyn'],
];

const cases = MATRIX.flatMap(([type, wish, taken]) =>
  TIFS.map((tif, index) => ({ type, tif, wish, isTaken: taken[index] === 'y' })),
);

test.each(cases)('$type with $tif: taken is $isTaken', ({ type, tif, wish, isTaken }) => {
  const floor = Floor.open();
  const goodTill = tif === 'GTD' ? { goodTill: floor.time + 1_000 } : {};
  const order = floor.order({ ...wish, ...goodTill, type, tif });
  if (isTaken) expect(floor.stateOf(order)).not.toBe('unknown');
  else expect(floor.said()).toEqual([`${order} rejected 111`]);
});

const REFUSED: readonly (readonly [name: string, wish: Wish, code: number])[] = [
  ['a size of nothing', { quantity: 0 }, 434],
  ['a negative size', { quantity: -5 }, 434],
  ['a fraction of a share', { quantity: 1.5 }, 10243],
  ['MKT PRT', { type: 'MKT PRT' }, 387],
  ['a limit order without a limit', { type: 'LMT' }, 107],
  ['a stop order without a stop', { type: 'STP' }, 107],
  ['a stop limit order without a limit', { type: 'STP LMT', stopPrice: 100 }, 107],
  ['a trailing stop without a distance', { type: 'TRAIL' }, 107],
  ['a trailing limit without an offset', { type: 'TRAIL LIMIT', trailAmount: 1 }, 107],
  ['GTD without a date', { tif: 'GTD' }, 107],
  ['a date without GTD', { goodTill: 9e12 }, 107],
  ['GTD in the past', { tif: 'GTD', goodTill: 5 }, 201],
  ['a limit between ticks', { type: 'LMT', limitPrice: 100.005 }, 110],
  ['a stop between ticks', { type: 'STP', stopPrice: 100.005 }, 110],
  ['a negative limit', { type: 'LMT', limitPrice: -1 }, 110],
  ['a trail between ticks', { type: 'TRAIL', trailAmount: 0.005 }, 110],
  ['a trail of no distance', { type: 'TRAIL', trailAmount: 0 }, 110],
  ['a trail of everything', { type: 'TRAIL', trailPercent: 100 }, 201],
  ['an offset to the wrong side', { type: 'PEG MID', limitOffset: -0.01 }, 110],
  ['a post-only market order', { postOnly: true }, 201],
  ['a post-only IOC order', { type: 'LMT', limitPrice: 90, tif: 'IOC', postOnly: true }, 201],
  ['a display size above the order', { type: 'LMT', limitPrice: 90, displaySize: 200 }, 201],
  ['a minimum above the order', { minQuantity: 200 }, 201],
  ['a display size of nothing', { displaySize: 0 }, 201],
  ['all or none that shows a part', { displaySize: 10, allOrNone: true }, 201],
  ['a parent nobody knows', { parent: 77 }, 135],
]; // prettier-ignore

test.each(REFUSED)('refuses %s', (_name, wish, code) => {
  const floor = Floor.open();
  const order = floor.order(wish);
  expect(floor.said()).toEqual([`${order} rejected ${code}`]);
  expect(floor.exchange.liveOrders()).toEqual([]);
});

describe('of an instrument', () => {
  test('refuses what its contract details do not list', () => {
    const floor = new Floor({}, [{ ...stock(1), orderTypes: ['MKT', 'LMT'] }]);
    floor.order({ type: 'PEG MID' });
    floor.order({ tif: 'GTC' });
    floor.order({ type: 'LMT', limitPrice: 90, allOrNone: true });
    expect(floor.said().filter((line) => line.includes('rejected'))).toEqual([
      '1 rejected 387',
      '2 rejected 111',
      '3 rejected 387',
    ]);
  });

  test('takes the fractions that it trades in, and tells others apart', () => {
    const increments = {
      sizeIncrement: toQuantityMicros(0.01),
      minSize: toQuantityMicros(0.05),
      isStock: false,
    };
    const floor = new Floor({}, [
      { ...stock(1), ...increments },
      { ...stock(2), isStock: false },
    ]);
    floor.order({ quantity: 0.05 });
    floor.order({ quantity: 0.04 });
    floor.order({ quantity: 0.055 });
    floor.order({ quantity: 0.5 }, { instrument: 2 });
    expect(floor.said().filter((line) => line.includes('rejected'))).toEqual([
      '2 rejected 388',
      '3 rejected 10318',
      '4 rejected 10318',
    ]);
  });

  test('looks at the price band that a price lies in', () => {
    const bands = [{ lowEdge: 0, increment: 0.01 }, { lowEdge: 3, increment: 0.05 }]; // prettier-ignore
    const floor = new Floor({}, [{ ...stock(1), bands }]);
    floor.order({ type: 'LMT', limitPrice: 2.99 });
    floor.order({ type: 'LMT', limitPrice: 3.01 });
    floor.order({ type: 'LMT', limitPrice: 3.05 });
    expect(floor.said().filter((line) => line.includes('rejected'))).toEqual(['2 rejected 110']);
  });

  test('that is not listed: no contract', () => {
    const floor = new Floor();
    floor.order({}, { instrument: 9 });
    expect(floor.said()).toEqual(['1 rejected 200']);
  });
});

test('a what-if order is priced and nothing comes of it', () => {
  const floor = Floor.open();
  const order = floor.order({ whatIf: true });
  expect(floor.events()).toMatchObject([{ kind: 'preview', preview: { account: 'DU1', commission: 100 } }]);
  expect(floor.stateOf(order)).toBe('unknown');
});

test('a what-if order that would be refused is refused', () => {
  const floor = Floor.open();
  floor.order({ whatIf: true, quantity: 0 });
  expect(floor.said()).toEqual(['1 rejected 434']);
});

test('orders beyond the limit are refused', () => {
  const floor = new Floor({ maxLiveOrders: 2 });
  for (let count = 0; count < 3; count++) floor.order({});
  expect(floor.said().at(-1)).toBe('3 rejected 201');
});

test('says the same under the same codes as the wire does', () => {
  const pairs = [
    [refusals.orderIdTaken(), twsErrors.orderIdTaken()],
    [refusals.filledOrderModified(), twsErrors.filledOrderModified()],
    [refusals.modifyMismatch(), twsErrors.modifyMismatch()],
    [refusals.incomplete(), twsErrors.incompleteOrder()],
    [refusals.priceOffTick(), twsErrors.priceOffTick()],
    [refusals.tifIncompatible('FOK'), twsErrors.tifIncompatible('FOK')],
    [refusals.orderNotFound(5), twsErrors.orderNotFound(5)],
    [refusals.contractUnknown(), twsErrors.contractNotFound()],
    [refusals.rejected('x'), twsErrors.orderRejected('x')],
    [refusals.cancelled('x'), twsErrors.orderCancelled('x')],
    [refusals.typeUnsupported(), twsErrors.orderTypeUnsupported()],
    [refusals.tooSmall(), twsErrors.orderTooSmall()],
    [refusals.waitsForOpen('x'), twsErrors.orderWaitsForOpen('x')],
    [refusals.notLocated(), twsErrors.sharesNotAvailable()],
    [refusals.sizeIsZero(), twsErrors.sizeIsZero()],
    [refusals.outsideRthIgnored(), twsErrors.outsideRthIgnored()],
    [refusals.cancelTargetNotFound(5), twsErrors.cancelTargetNotFound(5)],
    [refusals.cancelTargetFinal(5, 'Filled'), twsErrors.cancelTargetFinal(5, 'Filled')],
    [refusals.fractionalNotViaApi(), twsErrors.fractionalNotViaApi()],
    [refusals.fractionalNotSupported(), twsErrors.fractionalNotSupported()],
  ];
  for (const [ours, wire] of pairs) expect(ours).toEqual(wire);
});
