import { isDatedBySession } from '#shared/model/bar-size.ts';
import { fromMicros, MICROS_PER_UNIT } from '#shared/model/money.ts';
import { QUANTITY_STEPS_PER_UNIT } from '#shared/model/quantity.ts';
import { closedTrades, openTrades } from '#shared/portfolio/trades.ts';
import { buyAndHoldWorth, heldInBase, type HeldSymbol } from '#shared/statistics/buy-and-hold.ts';
import { setExcursions } from '#shared/statistics/excursions.ts';
import { statisticsOf } from '#shared/statistics/statistics.ts';
import { strategies as shippedStrategies } from '#shared/strategies/library.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import type { EngineJob, EngineOutcome, EngineResult, EngineSymbol, FillColumns } from './job.ts';
import type { KeptColumns } from './kept-columns.ts';
import { notesOf } from './notes.ts';
import { runHash } from './run-hash.ts';
import { scratch } from './scratch-columns.ts';
import { simulate, type Simulation } from './simulation.ts';

/**
 * Runs one job from its columns to its result. Pure: the same job gives the same fills, equity and hash on any machine.
 * See bar-loop.ts for the order of events and order-funds.ts for what the account can afford.
 *
 * @param strategies where the job's strategy is looked up
 * @param kept indicators that other runs over the same bars have computed; changes no answer
 * Throws when the strategy throws, naming strategy, symbol and bar; the caller makes of it a failed run.
 */
export function runEngine(
  job: EngineJob,
  strategies: readonly StrategyDefinition[] = shippedStrategies,
  kept: KeptColumns | null = null,
): EngineOutcome {
  const simulation = simulate(job, strategies, kept);
  if (simulation === null) return { kind: 'cancelled' };
  const result = resultOf(job, simulation);
  simulation.release();
  return result;
}

function resultOf(job: EngineJob, simulation: Simulation): EngineResult {
  const { symbols } = job;
  const { contexts, account, broker, funds, booking, working, upkeep, dividends, loop, gate, rates } =
    simulation;
  const fills = broker.fills.columns();
  const closed = closedTrades(account, fills);
  const open = openTrades(account, fills, (symbol) => contexts[symbol]!.index);
  const trades = [...closed, ...open];
  for (const trade of trades) setExcursions(trade, contexts[trade.symbol]!.bars);
  // A copy of our own: the columns are shared, a result is handed over.
  const equityTime = scratch.takeForGood(loop.timeline.length);
  equityTime.set(loop.timeline);
  const equityMicros = loop.equity;
  const held = heldSymbols(simulation, symbols);
  const tradeCounts = new Int32Array(symbols.length);
  for (const trade of closed) tradeCounts[trade.symbol]!++;
  return {
    kind: 'done',
    fills,
    equityTime,
    equityMicros,
    trades,
    openTradeCount: open.length,
    statistics: statisticsOf({
      startCash: job.cash,
      equityTime,
      equityMicros,
      timeZone: isDatedBySession(symbols[0]!.barSize) ? 'UTC' : symbols[0]!.timeZone,
      barSize: symbols[0]!.barSize,
      barCount: symbols.reduce((sum, symbol) => sum + tradedBars(symbol), 0),
      stepsWithPosition: loop.stepsWithPosition,
      closedTrades: closed,
      totalCommission: (rates?.account.commissionPaid ?? sumOf(fills.commission)) / MICROS_PER_UNIT,
      totalSlippage: fromMicros(broker.slippageCost),
      tradedValue:
        rates === null ? tradedValueOf(fills, symbols) : rates.account.tradedValue / MICROS_PER_UNIT,
      buyAndHoldReturn: buyAndHoldReturnOf(held),
      buyAndHoldWorth: (times) => buyAndHoldWorth(held, times),
      currencies: rates?.outcomes(job.cash) ?? [],
    }),
    symbolOutcomes: symbols.map((symbol, index) => ({
      symbol: symbol.symbol,
      barCount: tradedBars(symbol),
      warmupBarCount: symbol.firstTraded,
      fillCount: booking.fillCounts[index]!,
      tradeCount: tradeCounts[index]!,
      pnl: fromMicros(account.pnlOf(index)),
      deniedOrderCount:
        funds.denied[index]!.count + funds.refused[index]!.count + (gate?.denials.perSymbol[index] ?? 0),
    })),
    hash: runHash({ fills, equityMicros }),
    notes: notesOf({
      symbols,
      sizing: job.sizing,
      denied: funds.denied,
      refused: funds.refused,
      tooSmall: funds.tooSmall,
      marginCalls: upkeep.calls,
      borrowFees: upkeep.borrowFees,
      dividendsReceived: dividends.received,
      overdrafts: booking.overdrafts,
      unfilled: [...broker.orders.open(), ...symbols.flatMap((_, symbol) => working.unfilledMarket(symbol))],
      stillWorking: symbols.map((_, symbol) => working.stillWorking(symbol)),
      neverReady: simulation.neverReady,
      lateReady: simulation.lateReady.map(({ title, symbol, index }) => {
        const { time } = contexts[symbol]!.bars;
        return { title, symbol, time: time[index]!, barsLate: index - symbols[symbol]!.firstTraded };
      }),
      remarks: simulation.remarks,
      preTrade: job.preTrade?.asked,
      limitDenials: gate?.denials ?? null,
    }),
  };
}

function tradedBars(symbol: EngineSymbol): number {
  return symbol.barCount - symbol.firstTraded;
}

/** Account currency. A float: turnover can pass what micros can count, and is a figure, not a booking. */
function tradedValueOf(fills: FillColumns, symbols: readonly EngineSymbol[]): number {
  let sum = 0;
  for (let fill = 0; fill < fills.price.length; fill++) {
    const { multiplier } = symbols[fills.symbol[fill]!]!;
    sum += (fills.quantity[fill]! / QUANTITY_STEPS_PER_UNIT) * Math.abs(fills.price[fill]!) * multiplier;
  }
  return sum;
}

function sumOf(column: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += column[i]!;
  return sum;
}

/** What holding the symbols is worked out from: where the account holds several currencies, in its own. */
function heldSymbols(
  { contexts, rates }: Simulation,
  symbols: readonly EngineSymbol[],
): readonly HeldSymbol[] {
  return contexts.map(({ bars }, symbol) => {
    const { firstTraded, dividends } = symbols[symbol]!;
    return rates === null
      ? { bars, firstTraded, dividends }
      : heldInBase({ bars, firstTraded, dividends }, rates.ratesOver(symbol, bars.time));
  });
}

/** Mean over the symbols of last close and the dividends until then over first close; a symbol without bars, or that began at zero, stays as cash. */
function buyAndHoldReturnOf(held: readonly HeldSymbol[]): number {
  const returns = held.map(({ bars, firstTraded, dividends = [] }) => {
    const barCount = bars.length;
    const first = firstTraded < barCount ? bars.close[firstTraded]! : 0;
    const received = dividends.reduce((sum, { bar, amount }) => (bar > firstTraded ? sum + amount : sum), 0);
    return first > 0 ? (bars.close[barCount - 1]! + received) / first - 1 : 0;
  });
  return returns.reduce((sum, one) => sum + one, 0) / returns.length;
}
