import type { PreTradeLimits, Sizing } from '#shared/model/backtest.ts';
import { isDatedBySession } from '#shared/model/bar-size.ts';
import { MICROS_PER_UNIT, type Micros } from '#shared/model/money.ts';
import { fromQuantityMicros, type QuantityMicros } from '#shared/model/quantity.ts';
import type { EngineSymbol } from './job.ts';
import type { MarginCall } from './account-upkeep.ts';
import type { Overdraft } from './fill-booking.ts';
import type { Denial, Refusal, Tally, TooSmall } from './order-funds.ts';
import type { DenialLog } from './pre-trade/denial-log.ts';
import { limitNotes } from './pre-trade/limit-notes.ts';
import type { StrategyRemarks } from './strategy-remarks.ts';

/** Sentences of one kind that are written out; the other symbols are counted. */
const WRITTEN_PER_KIND = 10;

/** An order that no bar came to fill. */
export interface UnfilledOrder {
  readonly symbol: number;
  readonly side: number;
  readonly quantity: number;
  readonly submittedAt: number;
}

/** An indicator over coarser bars without a value while the run traded already. */
export interface LateReady {
  readonly title: string;
  readonly symbol: number;
  /** Start of the bar on which it had its first value, and how many bars were traded on before it. */
  readonly time: number;
  readonly barsLate: number;
}

export interface NotedRun {
  readonly symbols: readonly EngineSymbol[];
  readonly sizing: Sizing;
  readonly denied: readonly Tally<Denial>[];
  readonly refused: readonly Tally<Refusal>[];
  readonly tooSmall: readonly Tally<TooSmall>[];
  readonly overdrafts: Tally<Overdraft>;
  readonly marginCalls: Tally<MarginCall>;
  /** Micros. */
  readonly borrowFees: Micros;
  /** Micros, less what short positions paid. */
  readonly dividendsReceived: Micros;
  readonly unfilled: readonly UnfilledOrder[];
  /** Per symbol: orders with a price or time of their own that still worked at the end. */
  readonly stillWorking: readonly number[];
  /** Indicators that never had enough bars, in words. */
  readonly neverReady: readonly string[];
  readonly lateReady: readonly LateReady[];
  readonly remarks: StrategyRemarks;
  readonly preTrade: PreTradeLimits | undefined;
  /** Null: no order was asked about limits. */
  readonly limitDenials: DenialLog | null;
}

// Making a format costs more than a short run; using one does not.
const moneyFormat = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const numberFormat = new Intl.NumberFormat('en-US', { maximumFractionDigits: 8 });

/** What the reader of a result must not miss, in sentences: what happened, with its numbers, and what to change. */
export function notesOf(run: NotedRun): string[] {
  const { symbols } = run;
  return [
    ...bounded(symbols.flatMap((symbol) => (symbol.firstTraded < symbol.barCount ? [] : [noBars(symbol)]))),
    ...bounded(run.neverReady.map(neverReady)),
    ...bounded(run.lateReady.map((late) => lateReady(symbols[late.symbol]!, late))),
    ...bounded(
      perSymbol(symbols, run.denied, (symbol, count, first) => denied(symbol, count, first, run.sizing)),
    ),
    ...bounded(perSymbol(symbols, run.refused, refused)),
    ...bounded(
      perSymbol(symbols, run.tooSmall, (symbol, count, first) => tooSmall(symbol, count, first, run.sizing)),
    ),
    ...limitNotes(run, at),
    ...remarked(run),
    ...overdrafts(run),
    ...marginCalls(run),
    ...borrowed(run),
    ...dividends(run),
    ...bounded(run.unfilled.map((order) => unfilled(symbols[order.symbol]!, order))),
    ...bounded(
      run.stillWorking.flatMap((count, symbol) => (count === 0 ? [] : [working(symbols[symbol]!, count)])),
    ),
  ];
}

function noBars({ symbol, firstTraded }: EngineSymbol): string {
  return `${symbol} has no bars in the dates of the run (${firstTraded} before them): it was not traded. Choose other dates or import more bars.`;
}

function neverReady(indicator: string): string {
  return `${indicator} never had enough bars to give a value, so it gave no signal. Use a shorter period or more data.`;
}

function lateReady(symbol: EngineSymbol, { title, time, barsLate }: LateReady): string {
  return (
    `${title} of ${symbol.symbol} had its first value ${at(symbol, time)}, ${times(barsLate, 'bar', 'bars')} after the run began to trade: until then it gave no signal. ` +
    'Begin later, so that there are bars to warm it up, or import more history.'
  );
}

function denied(symbol: EngineSymbol, count: number, first: Denial, sizing: Sizing): string {
  const { quantity, close, value, commission, available } = first;
  return (
    `${symbol.symbol}: ${times(count, 'buy order was', 'buy orders were')} denied because the account could not pay in cash. ` +
    `The first, ${at(symbol, first.time)}: ${units(quantity)} at ${number(close)} are worth ${money(value)}, with ${money(commission)} commission; ` +
    `${money(available)} was available. Start with more cash, or use a size below ${describeSizing(sizing)}.`
  );
}

function refused(symbol: EngineSymbol, count: number, first: Refusal): string {
  const { kind, quantity, time, needed, available } = first;
  const begin = `${symbol.symbol}: ${times(count, 'order was', 'orders were')} denied.`;
  return kind === 'short-in-cash-account'
    ? `${begin} The first, ${at(symbol, time)}: a sale of ${units(quantity)}, of which ${units(available as QuantityMicros)} could be sold. A cash account sells nothing short: choose an account with margin.`
    : `${begin} The first, ${at(symbol, time)}: ${units(quantity)} more would need a margin of ${money(needed)} in all, and equity was ${money(available)}. Use a smaller size.`;
}

function tooSmall(symbol: EngineSymbol, count: number, first: TooSmall, sizing: Sizing): string {
  return (
    `${symbol.symbol}: ${times(count, 'signal came', 'signals to buy came')} to less than one lot of ${symbol.lot}, and no order was placed. ` +
    `The first, ${at(symbol, first.time)}, at ${number(first.close)}. Use a size above ${describeSizing(sizing)}, or more cash.`
  );
}

function remarked({ symbols, remarks }: NotedRun): string[] {
  const sentences = remarks.all.map(({ sentence, symbol: index, time, count }) => {
    const symbol = symbols[index]!;
    const again = count === 1 ? '' : ` The first of ${number(count)} times.`;
    return `${symbol.symbol}, ${at(symbol, time)}: ${sentence}${again}`;
  });
  if (remarks.leftOut > 0)
    sentences.push(`... and ${number(remarks.leftOut)} more that the strategy had to say.`);
  return sentences;
}

function overdrafts({ symbols, overdrafts: { count, first } }: NotedRun): string[] {
  if (first === undefined) return [];
  const symbol = symbols[first.symbol]!;
  return [
    `Cash fell below zero ${times(count, 'time', 'times')}, because a buy filled at an open above the close it was sized at. ` +
      `The first: ${symbol.symbol} ${at(symbol, first.time)}, to ${money(first.cash)}. The fills stand; no interest was charged. Use a smaller size to keep a margin.`,
  ];
}

function marginCalls({ symbols, marginCalls: { count, first } }: NotedRun): string[] {
  if (first === undefined) return [];
  const symbol = symbols[first.symbol]!;
  return [
    `Margin calls closed a position ${times(count, 'time', 'times')}, at the next open. The first: ${symbol.symbol} ${at(symbol, first.time)}, with an equity of ${money(first.equity)} where ${money(first.maintenance)} had to be kept. Use a smaller size.`,
  ];
}

function borrowed({ borrowFees }: NotedRun): string[] {
  return borrowFees === 0
    ? []
    : [
        `Borrowing what was sold short cost ${money(borrowFees)} in all; it is in the equity, and in no trade.`,
      ];
}

function dividends({ dividendsReceived: sum }: NotedRun): string[] {
  if (sum === 0) return [];
  return [
    `Dividends ${sum > 0 ? 'brought' : 'of what was sold short cost'} ${money(Math.abs(sum))} in all, booked on their ex-dates; they are in the equity, and in no trade.`,
  ];
}

function working(symbol: EngineSymbol, count: number): string {
  return `${symbol.symbol}: ${times(count, 'order was', 'orders were')} still working when the data ended.`;
}

function unfilled(symbol: EngineSymbol, order: UnfilledOrder): string {
  const verb = order.side > 0 ? 'buy' : 'sell';
  return `${symbol.symbol}: the order to ${verb} ${units(order.quantity as QuantityMicros)} given ${at(symbol, order.submittedAt)} did not fill: there is no next bar to fill it at.`;
}

function perSymbol<T>(
  symbols: readonly EngineSymbol[],
  tallies: readonly Tally<T>[],
  sentence: (symbol: EngineSymbol, count: number, first: T) => string,
): string[] {
  return tallies.flatMap(({ count, first }, symbol) =>
    first === undefined ? [] : [sentence(symbols[symbol]!, count, first)],
  );
}

function bounded(sentences: readonly string[]): string[] {
  const left = sentences.length - WRITTEN_PER_KIND;
  if (left <= 0) return [...sentences];
  return [
    ...sentences.slice(0, WRITTEN_PER_KIND),
    `... and the same in ${left} more ${left === 1 ? 'case' : 'cases'}.`,
  ];
}

function describeSizing(sizing: Sizing): string {
  switch (sizing.kind) {
    case 'quantity':
      return `${number(sizing.quantity)} units`;
    case 'cash':
      return `${number(sizing.cash)} in cash`;
    case 'percent-of-equity':
      return `${number(sizing.percent)} % of equity`;
  }
}

/** `on 2019-12-31`, or with the time of day in UTC where bars are shorter than a day. */
export function at(symbol: EngineSymbol, time: number): string {
  const iso = new Date(time).toISOString();
  return isDatedBySession(symbol.barSize)
    ? `on ${iso.slice(0, 10)}`
    : `at ${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

function times(count: number, one: string, many: string): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

function units(quantity: QuantityMicros): string {
  const value = fromQuantityMicros(quantity);
  return `${number(value)} ${value === 1 ? 'unit' : 'units'}`;
}

/** @param value micros; a denied buy may be worth more than `Micros` can count */
function money(value: number): string {
  return moneyFormat.format(value / MICROS_PER_UNIT);
}

function number(value: number): string {
  return numberFormat.format(value);
}
