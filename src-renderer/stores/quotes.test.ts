import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ContractId } from '#shared/model/contract.ts';
import { QUOTE_FIELD_INDEX, QUOTE_FIELDS } from '#shared/model/quote.ts';
import { BATCH_MS, FLASH_MS, listen, quoteOf, receiveQuotes, runWithBatch } from './quotes.ts';

const contractId = 1 as ContractId;
let heard: number;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  heard = 0;
  stop = listen(contractId, () => heard++);
});

afterEach(() => {
  stop();
  receiveQuotes({ now: Date.now(), contractIds: Float64Array.of(), values: Float64Array.of() });
  vi.useRealTimers();
});

function receive(fields: Partial<Record<keyof typeof QUOTE_FIELD_INDEX, number>>): void {
  const values = new Float64Array(QUOTE_FIELDS.length).fill(NaN);
  for (const [name, value] of Object.entries(fields))
    values[QUOTE_FIELD_INDEX[name as keyof typeof QUOTE_FIELD_INDEX]] = value;
  receiveQuotes({ now: Date.now(), contractIds: Float64Array.of(contractId), values });
}

test('a price that changes flashes for 300 ms and a batch, and who follows it is told of the end though nothing else comes', () => {
  receive({ last: 10 });
  expect(quoteOf(contractId)).toMatchObject({ last: 10, direction: null, isFlashing: false });
  receive({ last: 11 });
  expect(quoteOf(contractId)).toMatchObject({ direction: 'up', isFlashing: true });
  const heardBefore = heard;
  vi.advanceTimersByTime(FLASH_MS + BATCH_MS - 1);
  expect(quoteOf(contractId)!.isFlashing).toBe(true);
  vi.advanceTimersByTime(1);
  expect(quoteOf(contractId)).toMatchObject({ last: 11, direction: 'up', isFlashing: false });
  expect(heard).toBe(heardBefore + 1);
});

test('a flash ends when it should though sizes go on changing, and begins anew with the next price', () => {
  receive({ last: 10 });
  receive({ last: 9 });
  for (let size = 1; size <= 5; size++) {
    vi.advanceTimersByTime(50);
    receive({ last: 9, volume: size });
    expect(quoteOf(contractId)).toMatchObject({ direction: 'down', isFlashing: true, volume: size });
  }
  vi.advanceTimersByTime(50);
  receive({ last: 9, volume: 6 });
  expect(quoteOf(contractId)!.isFlashing).toBe(false);
  receive({ last: 10, volume: 7 });
  expect(quoteOf(contractId)).toMatchObject({ direction: 'up', isFlashing: true });
});

test('a batch with nothing new about a contract tells nobody', () => {
  receive({ last: 10, bid: 9 });
  const heardBefore = heard;
  receive({ last: 10, bid: 9 });
  expect(heard).toBe(heardBefore);
});

test('what is shown no more is forgotten while it flashes', () => {
  receive({ last: 10 });
  receive({ last: 11 });
  receiveQuotes({ now: Date.now(), contractIds: Float64Array.of(), values: Float64Array.of() });
  vi.advanceTimersByTime(FLASH_MS);
  expect(quoteOf(contractId)).toBeUndefined();
});

test('what comes between two batches runs with the next one, the newest of each owner, and without a batch soon', () => {
  const ran: string[] = [];
  runWithBatch('depth', () => ran.push('old book'));
  runWithBatch('depth', () => ran.push('book'));
  runWithBatch('other', () => ran.push('other'));
  expect(ran).toEqual([]);
  receive({ last: 10 });
  expect(ran).toEqual(['book', 'other']);
  runWithBatch('depth', () => ran.push('alone'));
  vi.advanceTimersByTime(2 * BATCH_MS);
  expect(ran).toEqual(['book', 'other', 'alone']);
});
