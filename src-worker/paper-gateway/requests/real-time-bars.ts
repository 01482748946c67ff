import { MS_PER_SECOND } from '#shared/kernel/time.ts';
import { quoted } from '#shared/tws-protocol/protocol-fault.ts';
import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import { barPricesOf } from '../history/what-to-show.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { RequestGroup } from '../request-handlers.ts';
import { perSession } from '../server/sessions.ts';
import { REAL_TIME_BAR_COUNT_MAX } from '../settings.ts';
import { Subscriptions } from '../streams/subscriptions.ts';
import { resolveContract } from './resolve-contract.ts';

type Kinds = 'reqRealTimeBars' | 'cancelRealTimeBars';

const BAR_MS = 5 * MS_PER_SECOND;
const LEGAL = ['TRADES', 'MIDPOINT', 'BID', 'ASK'];

/** A bar of five seconds every five seconds, as soon as it is complete; none while the market is closed. */
export function realTimeBarRequests({ world }: GatewayParts): RequestGroup<Kinds> {
  const { clock, market } = world;
  const streams = perSession((session) => new Subscriptions(session));

  return {
    reqRealTimeBars({ reqId, contract, whatToShow, useRTH }, session) {
      const own = streams(session);
      if (own.has(reqId)) return session.fail(reqId, twsErrors.requestIdTaken());
      const found = resolveContract(contract, world);
      if (!found.ok) return session.fail(reqId, found.error);
      const details = found.value;
      if (!LEGAL.includes(whatToShow.toUpperCase())) {
        const why = `what to show must be one of ${LEGAL.join(', ')}, was ${quoted(whatToShow)}`;
        return session.fail(reqId, twsErrors.validationFailed(why));
      }
      const what = barPricesOf(whatToShow, details.contract.secType);
      if (what === null) {
        const why = `${details.contract.secType} has no ${whatToShow}`;
        return session.fail(reqId, twsErrors.realTimeBarsFailed(why));
      }
      if (own.count >= REAL_TIME_BAR_COUNT_MAX) {
        const why = `at most ${REAL_TIME_BAR_COUNT_MAX} requests for real-time bars`;
        return session.fail(reqId, twsErrors.realTimeBarsFailed(why));
      }
      const stop = clock.every(BAR_MS, (now) => {
        const to = Math.floor(now / BAR_MS) * BAR_MS;
        const request = { size: '5 secs', what, regularOnly: useRTH, from: to - BAR_MS, to } as const;
        const bars = market.bars(details.marketId, request);
        if (bars.length === 0) return;
        const hasTrades = what === 'TRADES';
        session.send({
          kind: 'realtimeBar',
          ...{ reqId, time: bars.time[0]! / MS_PER_SECOND },
          ...{ open: bars.open[0]!, high: bars.high[0]!, low: bars.low[0]!, close: bars.close[0]! },
          volume: hasTrades ? bars.volume[0]! : -1,
          wap: hasTrades ? bars.average[0]! : -1,
          count: hasTrades ? bars.count[0]! : -1,
        });
      });
      own.add(reqId, stop);
    },
    cancelRealTimeBars({ reqId }, session) {
      if (!streams(session).cancel(reqId)) session.fail(reqId, twsErrors.tickerNotFound(reqId));
    },
  };
}
