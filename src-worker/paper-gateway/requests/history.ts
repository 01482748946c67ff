import { MS_PER_SECOND } from '#shared/kernel/time.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { barSizeMs } from '#shared/model/bar-size.ts';
import type { Interval } from '#shared/model/sessions/session-calendar.ts';
import { quoted } from '#shared/tws-protocol/protocol-fault.ts';
import type { RequestOfKind } from '#shared/tws-protocol/requests/requests.ts';
import { twsErrors, type TwsError } from '#shared/tws-protocol/tws-errors.ts';
import { parseBarSize, parseDuration, parsePeriod, type Duration } from '../history/bar-grammar.ts';
import { readBars, wireBars, type BarQuery } from '../history/bar-query.ts';
import { parseDateTime, utcText, zonedText } from '../history/date-times.ts';
import { histogram } from '../history/histogram.ts';
import { keepUpToDate } from '../history/live-bars.ts';
import { HistoryPacing } from '../history/pacing.ts';
import { scheduleMessage } from '../history/schedule.ts';
import { barCountOf, barStartAt, stretchBefore } from '../history/stretch.ts';
import { barPricesOf, WHAT_TO_SHOW } from '../history/what-to-show.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { RequestGroup } from '../request-handlers.ts';
import type { ClientSession } from '../server/client-session.ts';
import { perSession } from '../server/sessions.ts';
import { LIVE_HISTORY_COUNT_MAX } from '../settings.ts';
import { AnsweredIds } from '../streams/answered-ids.ts';
import { Subscriptions } from '../streams/subscriptions.ts';
import type { World } from '../world/world.ts';
import { resolveContract } from './resolve-contract.ts';

type Kinds =
  | 'reqHistoricalData'
  | 'cancelHistoricalData'
  | 'reqHeadTimestamp'
  | 'cancelHeadTimestamp'
  | 'reqHistogramData'
  | 'cancelHistogramData';

type HistoryRequest = RequestOfKind<'reqHistoricalData'>;

/** About 12 MB on the wire, of the 16 MiB that clients take in one frame. */
const BAR_COUNT_MAX = 100_000;
const LIVE_BAR_SIZE_MS_MIN = 5 * MS_PER_SECOND;
const PACED_BAR_SIZE_MS_MAX = 30 * MS_PER_SECOND;

/** Bars of the past, and what else is told about it in one answer. */
export function historyRequests({ settings, world }: GatewayParts): RequestGroup<Kinds> {
  const live = perSession((session) => new Subscriptions(session));
  const answered = perSession(() => new AnsweredIds());
  const pacing = perSession(() => new HistoryPacing());

  const isPaced = (session: ClientSession, request: HistoryRequest, { details, size }: BarQuery): boolean => {
    if (!settings.hasPacing || barSizeMs(size) > PACED_BAR_SIZE_MS_MAX) return true;
    const { endDateTime, barSizeSetting, durationStr, useRTH, whatToShow } = request;
    const { conId, exchange } = details.contract;
    return pacing(session).admit({
      at: world.now(),
      request: JSON.stringify([
        conId,
        exchange,
        endDateTime,
        barSizeSetting,
        durationStr,
        useRTH,
        whatToShow,
      ]),
      contract: JSON.stringify([conId, exchange, whatToShow]),
      weight: whatToShow.toUpperCase() === 'BID_ASK' ? 2 : 1,
    });
  };
  const cancelOnce = ({ reqId }: { readonly reqId: number }, session: ClientSession) => {
    // The answer was on its way before anybody could cancel it.
    if (!answered(session).take(reqId)) session.fail(reqId, twsErrors.tickerNotFound(reqId));
  };

  return {
    reqHistoricalData(request, session) {
      const { reqId } = request;
      const own = live(session);
      if (own.has(reqId)) return session.fail(reqId, twsErrors.requestIdTaken());
      const asked = understood(request, world);
      if (!asked.ok) return session.fail(reqId, asked.error);
      const { query, stretch } = asked.value;
      if (!isPaced(session, request, query)) {
        return session.fail(reqId, twsErrors.historyFailed('Historical data request pacing violation'));
      }
      const { details } = query;
      const { start, end } = stretch;
      if (request.whatToShow.toUpperCase() === 'SCHEDULE') {
        session.send(scheduleMessage(reqId, world.universe.sessionsOf(details), stretch, query.hours));
        return;
      }
      if (request.keepUpToDate && own.count >= LIVE_HISTORY_COUNT_MAX) {
        const why = `at most ${LIVE_HISTORY_COUNT_MAX} requests are kept up to date at once`;
        return session.fail(reqId, twsErrors.historyFailed(why));
      }
      const bars = readBars(world, query, start, end);
      if (bars.length === 0 && !request.keepUpToDate) {
        const { symbol, exchange } = details.contract;
        const what = `${symbol}@${exchange} ${request.whatToShow}`;
        return session.fail(reqId, twsErrors.historyFailed(`HMDS query returned no data: ${what}`));
      }
      session.send({
        kind: 'historicalData',
        reqId,
        startDateStr: zonedText(start, details.timeZoneId),
        endDateStr: zonedText(end, details.timeZoneId),
        bars: wireBars(bars, query),
      });
      if (request.keepUpToDate) own.add(reqId, keepUpToDate(world, session, reqId, query, bars));
    },
    cancelHistoricalData({ reqId }, session) {
      const error = live(session).cancel(reqId)
        ? twsErrors.historyFailed(`API historical data query cancelled: ${reqId}`)
        : twsErrors.historyNotFound(reqId);
      session.fail(reqId, error);
    },
    reqHeadTimestamp({ reqId, contract, useRTH, whatToShow, formatDate }, session) {
      const found = resolveContract(contract, world);
      if (!found.ok) return session.fail(reqId, found.error);
      const { marketId, contract: resolved } = found.value;
      if (!WHAT_TO_SHOW.includes(whatToShow.toUpperCase())) {
        return session.fail(reqId, twsErrors.validationFailed(wrongWhatToShow(whatToShow)));
      }
      if (barPricesOf(whatToShow, resolved.secType) === null) {
        const why = `No head time stamp for ${resolved.symbol}/${resolved.secType} ${whatToShow}`;
        return session.fail(reqId, twsErrors.historyFailed(why));
      }
      const time = world.market.headTime(marketId, useRTH);
      if (!Number.isFinite(time)) {
        const why = `No head time stamp for ${resolved.symbol}/${resolved.secType} ${whatToShow}: it is not replayed`;
        return session.fail(reqId, twsErrors.historyFailed(why));
      }
      const headTimestamp = formatDate === 2 ? String(time / MS_PER_SECOND) : utcText(time);
      answered(session).add(reqId);
      session.send({ kind: 'headTimestamp', reqId, headTimestamp });
    },
    cancelHeadTimestamp: cancelOnce,
    reqHistogramData({ reqId, contract, useRTH, timePeriod }, session) {
      const found = resolveContract(contract, world);
      if (!found.ok) return session.fail(reqId, found.error);
      const details = found.value;
      const period = parsePeriod(timePeriod);
      if (!period.ok) return session.fail(reqId, twsErrors.validationFailed(period.error));
      const hours = useRTH ? 'regular' : 'extended';
      const calendar = world.universe.sessionsOf(details);
      const stretch = stretchBefore(calendar, world.now(), period.value, hours);
      const items = histogram(world, details, stretch, useRTH);
      if (items.length === 0) {
        const why = `HMDS query returned no data: ${details.contract.symbol} histogram`;
        return session.fail(reqId, twsErrors.historyFailed(why));
      }
      answered(session).add(reqId);
      session.send({ kind: 'histogramData', reqId, items });
    },
    cancelHistogramData: cancelOnce,
  };
}

interface Understood {
  readonly query: BarQuery;
  readonly stretch: Interval;
}

function understood(request: HistoryRequest, world: World): Result<Understood, TwsError> {
  const { endDateTime, whatToShow, formatDate, useRTH } = request;
  const invalid = (why: string) => err(twsErrors.validationFailed(why));
  const found = resolveContract(request.contract, world);
  if (!found.ok) return found;
  const details = found.value;
  const size = parseBarSize(request.barSizeSetting);
  if (!size.ok) return invalid(size.error);
  const duration = parseDuration(request.durationStr);
  if (!duration.ok) return invalid(duration.error);
  const show = whatToShow.toUpperCase();
  if (!WHAT_TO_SHOW.includes(show)) return invalid(wrongWhatToShow(whatToShow));
  if (formatDate !== 1 && formatDate !== 2) return invalid(`formatDate must be 1 or 2, was ${formatDate}`);
  const end = endDateTime.trim() === '' ? ok(world.now()) : parseDateTime(endDateTime, details.timeZoneId);
  if (!end.ok) return invalid(end.error);
  if (endDateTime.trim() !== '') {
    if (request.keepUpToDate) return invalid('the end must be empty for a request that is kept up to date');
    if (show === 'ADJUSTED_LAST') return invalid('the end must be empty for ADJUSTED_LAST');
  }
  if (request.keepUpToDate) {
    if (barSizeMs(size.value) < LIVE_BAR_SIZE_MS_MIN)
      return invalid('bars kept up to date are 5 secs or more');
    if (!['TRADES', 'MIDPOINT', 'BID', 'ASK', 'AGGTRADES'].includes(show)) {
      return invalid(`${show} is not kept up to date`);
    }
  }
  const isSchedule = show === 'SCHEDULE';
  if (isSchedule && size.value !== '1 day') return invalid('a schedule is asked for with bars of 1 day');
  const { secType, symbol, exchange } = details.contract;
  const what = isSchedule ? 'TRADES' : barPricesOf(show, secType);
  if (what === null) {
    const data = `${symbol}/${secType}@${exchange} ${show} ${size.value}`;
    return err(twsErrors.historyFailed(`No historical market data for ${data}`));
  }
  const hours = useRTH ? 'regular' : 'extended';
  const query = {
    details,
    size: size.value,
    what,
    isAdjusted: show === 'ADJUSTED_LAST',
    hours,
    formatDate,
  } as const;
  const stretch = stretchOf(world, query, Math.min(end.value, world.now()), duration.value);
  const calendar = world.universe.sessionsOf(details);
  if (!isSchedule && barCountOf(calendar, stretch, size.value, hours) > BAR_COUNT_MAX) {
    const why = `Time length exceed max: an answer holds at most ${BAR_COUNT_MAX} bars`;
    return err(twsErrors.historyFailed(why));
  }
  return ok({ query, stretch });
}

function stretchOf(world: World, query: BarQuery, end: number, duration: Duration): Interval {
  const { details, size, hours } = query;
  const calendar = world.universe.sessionsOf(details);
  const { start } = stretchBefore(calendar, end, duration, hours);
  const head = world.market.headTime(details.marketId, hours === 'regular');
  return { start: Math.min(end, Math.max(head, barStartAt(calendar, start, size, hours))), end };
}

function wrongWhatToShow(text: string): string {
  return `what to show must be one of ${WHAT_TO_SHOW.join(', ')}, was ${quoted(text)}`;
}
