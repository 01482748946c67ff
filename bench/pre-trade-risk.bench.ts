/**
 * The pre-trade rules: one evaluation that passes, of every rule turned on, over contracts of several kinds. One JSON line:
 * time of single evaluations in microseconds (reading the clock included; that alone is told beside it), and bytes allocated by each.
 *
 *   npm run bench -- pre-trade-risk
 */
import { USD } from '../src-shared/model/currency.ts';
import { toOrderPrice } from '../src-shared/model/order-price.ts';
import { toQuantityMicros } from '../src-shared/model/quantity.ts';
import { RiskActivity } from '../src-shared/risk/pre-trade/activity/risk-activity.ts';
import { evaluate } from '../src-shared/risk/pre-trade/evaluate.ts';
import { LimitBook } from '../src-shared/risk/pre-trade/limit-book.ts';
import type { OrderRequest } from '../src-shared/risk/pre-trade/order-request.ts';
import type { RiskView } from '../src-shared/risk/pre-trade/risk-view.ts';
import { RULES } from '../src-shared/risk/pre-trade/rules.ts';
import { riskSettingsSchema, type RiskSettings } from '../src-shared/risk/pre-trade/settings.ts';

const CASES = 64;
const WARM_UP = 300_000;
const ROUNDS = 1_000_000;
const NOW = Date.UTC(2026, 4, 6, 15);

/** Everything on, also what no profile turns on; the lists as long as a compliance desk would have them. */
function everyRule(): RiskSettings {
  const settings = {
    profile: 'live',
    currency: 'USD',
    rules: {
      ...Object.fromEntries(RULES.map((rule) => [rule.code, { isOn: true }])),
      'restricted-list': {
        isOn: true,
        params: { contracts: Array.from({ length: 10_000 }, (_, index) => 1_000_000 + index * 7) },
      },
      'allow-list': {
        isOn: true,
        params: { contracts: Array.from({ length: CASES }, (_, index) => index + 1) },
      },
    },
    accounts: {},
    contracts: {},
  };
  return riskSettingsSchema.parse(settings);
}

function caseOf(index: number): { request: OrderRequest; view: RiskView } {
  const activity = new RiskActivity('America/New_York');
  activity.marked(NOW - 60_000, 1_000_000);
  // A busy trader: windows and rings full of what is not too much.
  for (let past = 0; past < 300; past++) {
    const before = NOW - 20_000_000 + past * 1_000;
    const same = { ...plain(index), quantity: toQuantityMicros(5) };
    activity.attempted(before, index + 1, same);
    activity.executed(before, index + 1, 1);
  }
  const price = 20 + (index % 7) * 10.25;
  const view: RiskView = {
    now: NOW,
    currency: USD,
    tradingState: 'active',
    reconciliation: 'clean',
    arePositionsProven: true,
    resetStartsAt: NOW + 30_000_000,
    resetEndsAt: NOW + 31_000_000,
    messagesLastSecond: index % 20,
    isIdUsed: false,
    contract: {
      id: index + 1,
      securityType: index % 4 === 0 ? 'FUT' : 'STK',
      isTradable: true,
      priceBands: [
        { lowEdge: 0, increment: 10_000 },
        { lowEdge: toOrderPrice(1), increment: 1_000_000 },
      ],
      minSize: toQuantityMicros(1),
      sizeIncrement: toQuantityMicros(1),
      maxSize: Infinity,
      orderTypes: new Set(['MKT', 'LMT']),
      timesInForce: new Set(['DAY', 'GTC']),
      mayPriceBeNegative: index % 4 === 0,
      multiplier: 1,
      rate: index % 2 === 0 ? 1 : 1.0834,
      shortValue: 0,
      marginRate: 0.5,
      shortable: toQuantityMicros(100_000),
      hasSector: index % 4 !== 0,
      isRegularSession: true,
      isExtendedSession: false,
      closeOrdersUntil: NOW + 3_600_000,
    },
    quote: { bid: price - 0.01, ask: price + 0.01, last: price, at: NOW - 40 - index },
    book: {
      position: toQuantityMicros(index % 3 === 0 ? -20 : 20),
      workingBuy: toQuantityMicros(index),
      workingSell: toQuantityMicros(30),
      buyOrders: index % 5,
      sellOrders: 1,
      ownBestBid: index % 3 === 1 ? NaN : price - 5,
      ownBestAsk: index % 3 === 1 ? NaN : price + 5,
    },
    account: {
      equity: 1_000_000 + index / 3,
      availableFunds: 900_000.37,
      workingMargin: 1_000.21 * index,
      workingOrders: index % 30,
      grossOthers: 10_000.11 * index,
      sectorOthers: 1_000.13 * index,
      netHighOthers: 900.7 * index,
      netLowOthers: -800.9 * index,
    },
    activity,
  };
  return { request: { ...plain(index), limitPrice: index % 3 === 1 ? null : toOrderPrice(price) }, view };
}

function plain(index: number): OrderRequest {
  return {
    action: 'submit',
    side: index % 2 === 0 ? 1 : -1,
    quantity: toQuantityMicros(60 + index),
    type: index % 3 === 1 ? 'MKT' : 'LMT',
    timeInForce: 'DAY',
    limitPrice: null,
    stopPrice: null,
    goodTillAt: null,
    isReduceOnly: false,
    isOutsideHours: false,
  };
}

const book = new LimitBook(everyRule());
const cases = Array.from({ length: CASES }, (_, index) => caseOf(index));

function evaluateCase(index: number): boolean {
  const { request, view } = cases[index % CASES]!;
  return evaluate(request, view, book.of('DU1', view.contract.id)) === null;
}

for (let index = 0; index < CASES; index++) {
  const { request, view } = cases[index]!;
  const denial = evaluate(request, view, book.of('DU1', view.contract.id));
  if (denial !== null) throw new Error(`case ${index} is meant to pass: ${denial.message}`);
}
for (let index = 0; index < WARM_UP; index++) evaluateCase(index);

const micros = new Float64Array(ROUNDS);
function time(run: (index: number) => unknown): { p50: number; p99: number; p999: number } {
  for (let index = 0; index < ROUNDS; index++) {
    const start = performance.now();
    run(index);
    micros[index] = (performance.now() - start) * 1_000;
  }
  const sorted = micros.slice().sort();
  const at = (part: number) => Math.round(sorted[Math.floor(part * ROUNDS)]! * 1_000) / 1_000;
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999) };
}
const clock = time(() => null);
const evaluation = time(evaluateCase);

/** Bytes the heap grew by, with no collection between; the same for a loop that does nothing is taken off. */
const COUNTED = 200_000;
function grownBy(run: (index: number) => unknown): number {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < COUNTED; index++) run(index);
  return process.memoryUsage().heapUsed - before;
}
grownBy(evaluateCase);
const idle = grownBy(() => null);
const bytes = (grownBy(evaluateCase) - idle) / COUNTED;

const start = performance.now();
for (let index = 0; index < ROUNDS; index++) evaluateCase(index);
const meanUs = ((performance.now() - start) * 1_000) / ROUNDS;

console.log(
  JSON.stringify({
    rules: RULES.length,
    evaluationUs: evaluation,
    clockUs: clock,
    meanUs: Math.round(meanUs * 1_000) / 1_000,
    bytesPerEvaluation: Math.round(bytes * 100) / 100,
  }),
);
