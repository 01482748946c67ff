import type { BLOTTER_LISTS, DeniedView } from '#shared/ipc/orders.ts';
import { contractName } from '#shared/model/contract.ts';
import type { CommissionReport } from '#shared/model/execution.ts';
import { fromMicros, type Micros } from '#shared/model/money.ts';
import { fromOrderPrice, type OrderPrice } from '#shared/model/order-price.ts';
import type { HeldTerms } from '#shared/model/order-ticket.ts';
import { fromQuantityMicros } from '#shared/model/quantity.ts';
import { orderOf } from '#shared/orders/order-state.ts';
import type { OrderRecord } from '#shared/orders/order-record.ts';
import type { ExecutionRow, OrderJournal, Page } from '../ports/order-journal.ts';
import type { OrderBook } from './order-book.ts';

/** Rows of one file: years of trading by hand. */
const EXPORT_ROWS_MAX = 100_000;
const PAGE = 1_000;

/** Amounts stay numbers, so that escaping formulas in texts leaves negative amounts alone. */
export type Cell = string | number;
export type CsvRow = readonly Cell[];

export interface BlotterTable {
  /** The header first. */
  readonly rows: readonly CsvRow[];
  /** false: there are more than one file takes; the oldest are left out. */
  readonly isAll: boolean;
}

export interface BlotterSource {
  readonly journal: Pick<OrderJournal, 'ended' | 'executions' | 'commission' | 'denied'>;
  readonly book: Pick<OrderBook, 'live'>;
  readonly bookId: string;
  /** Called between pages: gives the event loop a turn, so that an export delays no order. */
  readonly breathe: () => Promise<void>;
  readonly rowsMax?: number;
}

/** One list of the blotter as the journal has it, newest first; working orders come before ended ones. */
export async function blotterTable(
  list: (typeof BLOTTER_LISTS)[number],
  source: BlotterSource,
): Promise<BlotterTable> {
  const { journal, book, bookId } = source;
  switch (list) {
    case 'orders': {
      const live = book.live.sort((a, b) => b.createdAt - a.createdAt).map(orderRow);
      const ended = await everyPage(
        source,
        (page) => journal.ended(bookId, page),
        ({ createdAt, ref }: OrderRecord) => ({ at: createdAt, id: ref }),
      );
      return table(ORDER_HEADER, [...live, ...ended.map(orderRow)], source);
    }
    case 'executions': {
      const rows = await everyPage(
        source,
        (page) => journal.executions(bookId, page),
        ({ execution }: ExecutionRow) => ({ at: execution.at, id: execution.execId }),
      );
      const lines: CsvRow[] = [];
      for (const row of rows) {
        lines.push(executionRow(row, journal.commission(bookId, row.execution.execId)));
        if (lines.length % PAGE === 0) await source.breathe();
      }
      return table(EXECUTION_HEADER, lines, source);
    }
    case 'denied': {
      const rows = await everyPage(
        source,
        (page) => journal.denied(bookId, page),
        ({ id }: DeniedView) => id,
      );
      return table(DENIED_HEADER, rows.map(deniedRow), source);
    }
  }
}

/** Reads one row more than a file takes, to know whether any is left out. */
async function everyPage<T, Place>(
  { breathe, rowsMax = EXPORT_ROWS_MAX }: BlotterSource,
  read: (page: Page<Place>) => readonly T[],
  placeOf: (row: T) => Place,
): Promise<T[]> {
  const found: T[] = [];
  while (found.length <= rowsMax) {
    const last = found.at(-1);
    const page = read({ limit: PAGE, ...(last === undefined ? {} : { before: placeOf(last) }) });
    found.push(...page);
    if (page.length < PAGE) break;
    await breathe();
  }
  return found;
}

function table(header: CsvRow, rows: readonly CsvRow[], { rowsMax = EXPORT_ROWS_MAX }: BlotterSource) {
  return { rows: [header, ...rows.slice(0, rowsMax)], isAll: rows.length <= rowsMax };
}

const TERMS_HEADER = [
  ...['type', 'timeInForce', 'limitPrice', 'stopPrice', 'trailAmount', 'trailPercent', 'goodTill'],
] as const;
const ORDER_HEADER = [
  ...['ref', 'created', 'state', 'account', 'contract', 'contractId', 'securityType', 'currency', 'side'],
  ...['quantity', 'filled', 'left', 'averagePrice', ...TERMS_HEADER, 'ended', 'reason', 'flags', 'origin'],
  ...['orderId', 'permId', 'parentRef', 'group', 'isReduceOnly'],
];
const EXECUTION_HEADER = [
  ...['execId', 'time', 'account', 'contract', 'contractId', 'securityType', 'currency', 'side', 'quantity'],
  ...['price', 'multiplier', 'exchange', 'commission', 'commissionCurrency', 'realizedPnl', 'orderRef'],
  ...['orderId', 'permId', 'liquidity', 'isLiquidation'],
];
const DENIED_HEADER = [
  ...['time', 'action', 'ref', 'account', 'contract', 'contractId', 'side', 'quantity', ...TERMS_HEADER],
  ...['rule', 'code', 'value', 'limit', 'message', 'help', 'correlationId'],
];

function orderRow(record: OrderRecord): CsvRow {
  const order = orderOf(record);
  const { ref, createdAt, state, account, contract, side, terms, filled, leaves, averagePrice } = order;
  return [
    ...[ref, isoTime(createdAt), state, account, contractName(contract), contract.contractId],
    ...[contract.securityType, contract.currency, side, fromQuantityMicros(terms.quantity)],
    ...[fromQuantityMicros(filled), fromQuantityMicros(leaves), priceOf(averagePrice), ...termsOf(terms)],
    ...[isoTime(order.endedAt), order.reason, order.flags.join(' '), order.origin],
    ...[order.orderId ?? '', order.permId ?? '', order.parentRef ?? '', order.oca?.group ?? ''],
    record.isReduceOnly ? 'yes' : 'no',
  ];
}

function executionRow({ ref, execution }: ExecutionRow, report: CommissionReport | null): CsvRow {
  const { execId, at, account, contract, side, quantity, price, exchange, orderRef } = execution;
  return [
    ...[execId, isoTime(at), account, contractName(contract), contract.contractId, contract.securityType],
    ...[contract.currency, side, fromQuantityMicros(quantity), fromOrderPrice(price), contract.multiplier],
    ...[exchange, amountOf(report?.commission ?? null), report?.currency ?? ''],
    ...[amountOf(report?.realizedPnl ?? null), ref ?? orderRef],
    ...[execution.orderId, execution.permId, execution.liquidity, execution.isLiquidation ? 'yes' : 'no'],
  ];
}

function deniedRow({ at, action, ref, ticket, denial, correlationId }: DeniedView): CsvRow {
  const asked: CsvRow =
    ticket === null
      ? ['', '', '', '', '', ...TERMS_HEADER.map(() => '')]
      : [
          ...[ticket.account, contractName(ticket.contract), ticket.contract.contractId, ticket.side],
          ...[fromQuantityMicros(ticket.terms.quantity), ...termsOf(ticket.terms)],
        ];
  const { rule, code, value, limit, message, help } = denial;
  return [isoTime(at), action, ref, ...asked, rule, code, value, limit, message, help, correlationId];
}

function termsOf({
  type,
  timeInForce,
  limitPrice,
  stopPrice,
  trailAmount,
  trailPercent,
  goodTillAt,
}: HeldTerms) {
  return [
    ...[type, timeInForce, priceOf(limitPrice), priceOf(stopPrice), priceOf(trailAmount)],
    ...[trailPercent ?? '', isoTime(goodTillAt)],
  ];
}

function priceOf(price: OrderPrice | null): Cell {
  return price === null ? '' : fromOrderPrice(price);
}

function amountOf(amount: Micros | null): Cell {
  return amount === null ? '' : fromMicros(amount);
}

function isoTime(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString();
}
