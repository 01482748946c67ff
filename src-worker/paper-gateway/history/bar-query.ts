import { MS_PER_DAY, MS_PER_SECOND } from '#shared/kernel/time.ts';
import { isDatedBySession, type BarSize } from '#shared/model/bar-size.ts';
import { compactDate } from '#shared/model/civil-day.ts';
import type { Hours } from '#shared/model/sessions/session-calendar.ts';
import type { BarPrices, MarketBars } from '#shared/simulation/market/bars.ts';
import type { ContractDetails } from '#shared/simulation/universe/contract.ts';
import type { World } from '../world/world.ts';
import { zonedText } from './date-times.ts';
import { dividendFactors } from './dividends.ts';

/** What a history request asks for, its words understood. */
export interface BarQuery {
  readonly details: ContractDetails;
  readonly size: BarSize;
  readonly what: BarPrices;
  readonly isAdjusted: boolean;
  readonly hours: Hours;
  /** 1: text in the contract's time zone. 2: epoch seconds. Dates are always `yyyymmdd`. */
  readonly formatDate: number;
}

export interface WireBar {
  readonly date: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly wap: number;
  readonly barCount: number;
}

/** Bars that begin from `from` on, with nothing that happens from `to` on in them. */
export function readBars(world: World, query: BarQuery, from: number, to: number): MarketBars {
  const { details, size, what, hours, isAdjusted } = query;
  const request = { size, what, regularOnly: hours === 'regular', from, to };
  const bars = world.market.bars(details.marketId, request);
  return isAdjusted ? dividendFactors(world.market, details.marketId, to).appliedTo(bars) : bars;
}

export function wireBars(bars: MarketBars, query: BarQuery): WireBar[] {
  const hasTrades = query.what === 'TRADES';
  return Array.from(bars.time, (time, i) => ({
    date: barDate(time, query),
    ...{ open: bars.open[i]!, high: bars.high[i]!, low: bars.low[i]!, close: bars.close[i]! },
    volume: hasTrades ? bars.volume[i]! : -1,
    wap: hasTrades ? bars.average[i]! : -1,
    barCount: hasTrades ? bars.count[i]! : -1,
  }));
}

function barDate(time: number, { size, formatDate, details }: BarQuery): string {
  if (isDatedBySession(size)) return compactDate(time / MS_PER_DAY);
  return formatDate === 2 ? String(time / MS_PER_SECOND) : zonedText(time, details.timeZoneId);
}
