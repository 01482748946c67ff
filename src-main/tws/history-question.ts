import { EventName, type BarSizeSetting, type IBApi } from '@stoqey/ib';
import type { BarColumns } from '#shared/bars/columns.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { err } from '#shared/kernel/result.ts';
import type { HistoryKind } from '#shared/model/bar-stream.ts';
import type { Answer, HistoryQuery } from '../ports/market-data-source.ts';
import { BarCollector } from './bar-collector.ts';
import { durationText, endText } from './history-words.ts';
import { faultOfError } from './market-data-faults.ts';
import type { TwsRequests } from './requests.ts';
import { toWireContract } from './wire-contracts.ts';

/** Waiting for its turn included; the broker's own limit for an answer is a minute. */
const HISTORY_WITHIN_MS = 75_000;

type WhatToShow = Parameters<IBApi['reqHistoricalData']>[5];

const WHAT_TO_SHOW: Readonly<Record<HistoryKind, string>> = {
  trades: 'TRADES',
  midpoint: 'MIDPOINT',
  bid: 'BID',
  ask: 'ASK',
};

/** Asks TWS for one page of bars: see `MarketDataSource.history`. */
export async function askHistory(
  requests: TwsRequests,
  clock: Clock,
  query: HistoryQuery,
  signal?: CancelSignal,
): Promise<Answer<BarColumns>> {
  const { contract, barSize, kind, isRegularHoursOnly, from, to } = query;
  const bars = new BarCollector();
  const found = await requests.ask<BarColumns>({
    ...{ lane: 'history', withinMs: HISTORY_WITHIN_MS, ...(signal === undefined ? {} : { signal }) },
    send: (api, id) => {
      // Empty means now, with the bar that grows; a continuous future has no other end.
      const isUpToNow = to >= clock.now() || contract.securityType === 'CONTFUT';
      api.reqHistoricalData(
        ...([id, toWireContract(contract), isUpToNow ? '' : endText(to)] as const),
        ...([
          durationText(barSize, from, Math.min(to, clock.now())),
          sizeText(barSize) as BarSizeSetting,
        ] as const),
        ...([WHAT_TO_SHOW[kind] as WhatToShow, isRegularHoursOnly, 2, false] as const),
      );
    },
    cancel: (api, id) => void api.cancelHistoricalData(id),
    take: (name, args) => {
      if (name !== EventName.historicalData) return null;
      return bars.take(args) ? { answer: bars.before(to) } : null;
    },
  });
  return found.ok ? found : err(faultOfError(found.error));
}

/** TWS writes one size differently from how it is shown. */
function sizeText(size: HistoryQuery['barSize']): string {
  return size === '1 sec' ? '1 secs' : size;
}
