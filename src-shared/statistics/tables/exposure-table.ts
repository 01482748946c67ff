import type { Trade } from '#shared/model/backtest.ts';
import { fromMicros, type Micros } from '#shared/model/money.ts';
import type { ReportRow, ReportTable } from '#shared/model/report-table.ts';
import type { FinishedRun } from './finished-run.ts';

/** How much of the time, and with how much of the account, the run was in the market: in all and by year. */
export function exposureTable({ detail, equity, trades }: FinishedRun): ReportTable {
  const whole = new Stretch('All');
  const years = new Map<number, Stretch>();
  const held = new Held(
    trades,
    detail.series.map(({ multiplier }) => multiplier),
  );
  let year: Stretch = whole;
  let yearEnd = -Infinity;
  equity.time.forEach((time, step) => {
    if (time >= yearEnd) {
      const number = new Date(time).getUTCFullYear();
      yearEnd = Date.UTC(number + 1, 0, 1);
      year = years.get(number) ?? new Stretch(String(number));
      years.set(number, year);
    }
    held.advance(time);
    const worth = fromMicros(equity.micros[step] as Micros);
    whole.add(held, worth);
    year.add(held, worth);
  });
  return {
    id: 'exposure',
    title: 'Exposure',
    convention:
      'Shares of the bars at whose end there was a long position, a short one, both, or none; a position that was opened and closed within one bar is not seen. Invested is the mean of the positions’ worth at their entry prices over the account’s worth. Years are UTC.',
    drawnAs: 'table',
    columns: [
      { title: 'Time', unit: 'text' },
      { title: 'Bars', unit: 'count' },
      { title: 'Long', unit: 'fraction' },
      { title: 'Short', unit: 'fraction' },
      { title: 'Long and short', unit: 'fraction' },
      { title: 'None', unit: 'fraction' },
      { title: 'Most symbols', unit: 'count' },
      { title: 'Invested', unit: 'fraction' },
    ],
    rows: [whole, ...years.values()].map((one) => one.row()),
    leftOut: 0,
    note: null,
  };
}

class Stretch {
  readonly #name: string;
  #bars = 0;
  #long = 0;
  #short = 0;
  #both = 0;
  #none = 0;
  #mostSymbols = 0;
  #invested = 0;

  constructor(name: string) {
    this.#name = name;
  }

  add({ longCount, shortCount, symbolCount, value }: Held, worth: number): void {
    this.#bars++;
    if (longCount > 0) this.#long++;
    if (shortCount > 0) this.#short++;
    if (longCount > 0 && shortCount > 0) this.#both++;
    if (longCount + shortCount === 0) this.#none++;
    if (symbolCount > this.#mostSymbols) this.#mostSymbols = symbolCount;
    if (worth > 0) this.#invested += value / worth;
  }

  row(): ReportRow {
    const share = (count: number) => (this.#bars === 0 ? null : count / this.#bars);
    return [
      ...[this.#name, this.#bars, share(this.#long), share(this.#short), share(this.#both)],
      ...[share(this.#none), this.#mostSymbols, share(this.#invested)],
    ];
  }
}

/** What is held as time goes on: trades entered at or before a bar and not left by then. */
class Held {
  longCount = 0;
  shortCount = 0;
  symbolCount = 0;
  /** At entry prices. */
  value = 0;
  readonly #multipliers: readonly number[];
  readonly #entries: readonly Trade[];
  readonly #exits: readonly Trade[];
  readonly #perSymbol = new Map<number, number>();
  #entered = 0;
  #left = 0;

  constructor(trades: readonly Trade[], multipliers: readonly number[]) {
    this.#multipliers = multipliers;
    this.#entries = trades.toSorted((a, b) => a.entryTime - b.entryTime);
    this.#exits = trades
      .filter(({ exitTime }) => exitTime !== null)
      .sort((a, b) => (a.exitTime ?? 0) - (b.exitTime ?? 0));
  }

  advance(time: number): void {
    while (this.#entered < this.#entries.length && this.#entries[this.#entered]!.entryTime <= time)
      this.#change(this.#entries[this.#entered++]!, 1);
    while (this.#left < this.#exits.length && this.#exits[this.#left]!.exitTime! <= time)
      this.#change(this.#exits[this.#left++]!, -1);
    // What is left of a sum of fractions after they have all been taken away again.
    if (this.longCount + this.shortCount === 0) this.value = 0;
  }

  #change({ symbol, side, quantity, entryPrice, entryRate }: Trade, by: 1 | -1): void {
    if (side === 'long') this.longCount += by;
    else this.shortCount += by;
    this.value += by * quantity * Math.abs(entryPrice) * (this.#multipliers[symbol] ?? 1) * (entryRate ?? 1);
    const before = this.#perSymbol.get(symbol) ?? 0;
    this.#perSymbol.set(symbol, before + by);
    if (before === 0) this.symbolCount++;
    else if (before + by === 0) this.symbolCount--;
  }
}
