import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyOrderEvent } from './order-machine.ts';
import { newRecord, type OrderRecord } from './order-record.ts';
import { orderOf } from './order-state.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { HAPPENINGS, historyOf, type History, type Sent } from './testing/broker-history.ts';
import { T0, ticket } from './testing/samples.ts';

const numRuns = process.env.TRADEWIND_COUNTS === 'full' ? 1_000_000 : 2_000;

const histories = fc.array(fc.constantFrom(...HAPPENINGS), { maxLength: 12 }).map(historyOf);
/** How callbacks travel, each in one number: how many others it lets pass (below 13), and how often it comes. */
const journeys = fc.array(fc.nat(13 * 3 - 1), { minLength: 1, maxLength: 12 });
/** Which never come: bits. */
const losses = fc.nat(2 ** 16 - 1);

test('permuted and repeated callbacks give the state that the broker has', () => {
  fc.assert(
    fc.property(histories, journeys, (history, travels) => {
      const inOrder = run(history.sent);
      const record = run(delivered(history.sent, travels, 0));
      if (comparable(record) !== comparable(inOrder)) expect(record).toEqual(inOrder);
      expectTruth(record, history);
    }),
    { numRuns: numRuns / 2 },
  );
});

test('what callbacks have not told, because they were lost, the lists of the broker tell', () => {
  fc.assert(
    fc.property(histories, journeys, losses, (history, travels, lost) => {
      const record = run(delivered(history.sent, travels, lost));
      const own = { orders: [record], positions: null, cash: null };
      const { records, differences } = reconcile(own, history.evidence);
      expect(differences.filter(({ kind }) => kind !== 'executions-missing')).toEqual([]);
      expect(records).toHaveLength(1);
      expectTruth(records[0]!, history);
    }),
    { numRuns: numRuns / 2 },
  );
});

function expectTruth(record: OrderRecord, { truth }: History): void {
  const order = orderOf(record);
  expect(order.state).toBe(truth.state);
  expect(order.filled).toBe(truth.filled);
  expect(order.leaves).toBe(truth.hasEnded ? 0 : truth.terms.quantity - truth.filled);
  expect(order.terms.limitPrice).toBe(truth.terms.limitPrice);
  if (!truth.hasEnded) expect(order.terms.quantity).toBe(truth.terms.quantity);
  expect(order.requestedTerms).toBeNull();
}

function run(sent: readonly Sent[]): OrderRecord {
  return sent.reduce(
    (record, one) => applyOrderEvent(record, one.by === 'us' ? one.step : one.report).record,
    newRecord(ticket(), T0, null),
  );
}

/** Our own steps stay where they are; no callback comes before the step that caused it. */
function delivered(sent: readonly Sent[], travels: readonly number[], lost: number): Sent[] {
  const placed: { readonly one: Sent; readonly at: number }[] = [];
  sent.forEach((one, index) => {
    if (one.by === 'us') placed.push({ one, at: index });
    else if (((lost >> (index % 16)) & 1) === 0) {
      const travel = travels[index % travels.length]!;
      for (let copy = 0; copy <= Math.floor(travel / 13); copy++)
        placed.push({ one, at: index + (travel % 13) * (copy + 1) + 0.5 });
    }
  });
  // Late ones of the same moment arrive newest first.
  return placed
    .reverse()
    .sort((one, other) => one.at - other.at)
    .map(({ one }) => one);
}

/** Facts, without what is the latest word by nature. */
function comparable(record: OrderRecord): string {
  const { notices, ...facts } = record;
  const texts = notices.map(({ code, text }) => `${code} ${text}`).sort();
  return JSON.stringify({ ...facts, texts, brokerStatus: '', whyHeld: '' });
}
