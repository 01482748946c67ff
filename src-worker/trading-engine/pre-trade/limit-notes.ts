import type { PreTradeLimits } from '#shared/model/backtest.ts';
import { fromQuantityMicros, type QuantityMicros } from '#shared/model/quantity.ts';
import { NOT_IN_BACKTESTS } from '#shared/risk/not-in-backtests.ts';
import type { EngineSymbol } from '../job.ts';
import type { DenialLog, RuleDenials } from './denial-log.ts';

type TimeWords = (symbol: EngineSymbol, time: number) => string;

/** What the limits denied and why, a sentence for each rule; and what they could not be asked. Nothing for a run without limits. */
export function limitNotes(
  run: {
    readonly symbols: readonly EngineSymbol[];
    readonly preTrade: PreTradeLimits | undefined;
    readonly limitDenials: DenialLog | null;
  },
  at: TimeWords,
): string[] {
  const { symbols, preTrade, limitDenials } = run;
  if (preTrade === undefined || limitDenials === null) return [];
  const told = [...limitDenials.perRule.values()].map((one) => denied(symbols, one, at));
  return [
    `Every order was asked about the pre-trade limits of ${limitsInWords(preTrade)}; ${told.length === 0 ? 'none was denied' : 'what they denied is told by rule'}. Not asked, because bars do not say it: ${Object.keys(NOT_IN_BACKTESTS).join(', ')}.`,
    ...told,
  ];
}

function denied(symbols: readonly EngineSymbol[], { count, first }: RuleDenials, at: TimeWords): string {
  const symbol = symbols[first.symbol]!;
  const units = fromQuantityMicros(first.quantity as QuantityMicros).toLocaleString('en-US');
  const many = count === 1 ? '1 order was' : `${count.toLocaleString('en-US')} orders were`;
  const { message } = first.denial;
  return `${many} denied by the limit ${first.denial.code}. The first, ${at(symbol, first.time)}, to ${first.side > 0 ? 'buy' : 'sell'} ${units} ${symbol.symbol}: ${message}`;
}

function limitsInWords({ profile, rules }: PreTradeLimits): string {
  const own = Object.keys(rules).length;
  const from = profile === 'neutral' ? 'this run' : `the profile ${profile}`;
  if (own === 0 || profile === 'neutral') return from;
  return `${from}, ${own} of them changed`;
}
