import { expect, test } from 'vitest';
import { USD } from '#shared/model/currency.ts';
import type { DeniedView } from '#shared/ipc/orders.ts';
import { toMicros } from '#shared/model/money.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import { newRecord } from '#shared/orders/order-record.ts';
import { fill, ref, T0, ticket } from '#shared/orders/testing/samples.ts';
import type { Page, TimePlace } from '../ports/order-journal.ts';
import { ownDenial } from './own-denials.ts';
import { blotterTable, type BlotterSource } from './blotter-export.ts';

const at = (ms: number) => unixMillis(T0 + ms);
const record = (name: string, ms: number) =>
  newRecord(ticket({ ref: ref(name), isReduceOnly: true }), at(ms), null);
const queued = (name: string, ms: number) =>
  applyOrderEvent(record(name, ms), { kind: 'queued', at: at(ms), clientId: 7, orderId: 41 }).record;
const denied = (name: string, ms: number) =>
  applyOrderEvent(record(name, ms), { kind: 'denied', at: at(ms), reason: '=cmd()' }).record;

/** As the tables answer: newest first, below `before`. */
function pages<T>(rows: readonly T[], placeOf: (row: T) => TimePlace) {
  const order = (a: TimePlace, b: TimePlace) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return (_: string, { before, limit }: Page<TimePlace>) =>
    rows
      .filter((row) => before === undefined || order(placeOf(row), before) < 0)
      .sort((a, b) => order(placeOf(b), placeOf(a)))
      .slice(0, limit);
}
function source(change: Partial<BlotterSource['journal']>, rowsMax?: number): BlotterSource {
  const none = () => [];
  return {
    journal: { ...{ ended: none, executions: none, denied: none, commission: () => null }, ...change },
    book: { live: [queued('older', 0), queued('newer', 5)] },
    ...{ bookId: 'p', breathe: () => Promise.resolve() },
    ...(rowsMax !== undefined && { rowsMax }),
  };
}

test('orders: those that live first, then the journal’s, each once, every column under its header', async () => {
  const { rows, isAll } = await blotterTable('orders', source({ ended: pages([denied('ended', 1)], (r) => ({ at: r.createdAt, id: r.ref })) })); // prettier-ignore
  const [header, ...lines] = rows;
  expect(lines.map(([name]) => name)).toEqual(['newer', 'older', 'ended']);
  expect(lines.every((line) => line.length === header!.length)).toBe(true);
  expect(isAll).toBe(true);
  const column = (name: string) => lines[2]![header!.indexOf(name)];
  expect(['state', 'quantity', 'limitPrice', 'reason', 'isReduceOnly', 'created'].map(column)).toEqual([
    ...['denied', 100, 20, '=cmd()', 'yes', '2026-11-20T15:00:00.001Z'],
  ]);
});

test('executions of one second that lie over the end of a page are all there; commissions beside them', async () => {
  const fills = Array.from({ length: 2_500 }, (_, index) => fill(`a.${index}.01`, 1, { at: at(index < 1_700 ? 0 : 1) })); // prettier-ignore
  const executions = pages(fills.map((execution) => ({ ref: null, execution })), ({ execution: { at: time, execId } }) => ({ at: time, id: execId })); // prettier-ignore
  const report = { execId: 'a.7.01', commission: toMicros(-1.5), currency: USD, realizedPnl: toMicros(-20) };
  const commission = (_: string, execId: string) => (execId === 'a.7.01' ? report : null);
  const { rows, isAll } = await blotterTable('executions', source({ executions, commission }));
  const [header, ...lines] = rows;
  expect([new Set(lines.map(([id]) => id)).size, lines.length, isAll]).toEqual([2_500, 2_500, true]);
  expect(lines.every((line) => line.length === header!.length)).toBe(true);
  const line = lines.find(([id]) => id === 'a.7.01')!;
  expect(['commission', 'realizedPnl', 'price'].map((name) => line[header!.indexOf(name)])).toEqual([-1.5, -20, 20]); // prettier-ignore
  const some = await blotterTable('executions', source({ executions, commission }, 100));
  expect([some.rows.length, some.isAll]).toEqual([101, false]);
});

test('refusals with and without a ticket have every column', async () => {
  const row = (id: number, asked: DeniedView['ticket']): DeniedView => ({
    ...{ id, at: T0, correlationId: 'c', action: 'place', ref: ref('a'), ticket: asked },
    denial: ownDenial('ticket', 'Nothing is known.', 'Look again.'),
  });
  const rows = [row(2, ticket()), row(1, null)];
  const told = await blotterTable('denied', source({ denied: () => rows }));
  expect(told.rows.map((line) => line.length)).toEqual(told.rows.map(() => told.rows[0]!.length));
  expect(told.rows.slice(1).map((line) => line[told.rows[0]!.indexOf('contract')])).toEqual(['ACME', '']);
});
