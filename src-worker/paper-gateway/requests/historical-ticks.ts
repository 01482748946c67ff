import { quoted } from '#shared/tws-protocol/protocol-fault.ts';
import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import { parseDateTime } from '../history/date-times.ts';
import { sendHistoricalTicks, TICK_COUNT_MAX, ticksBefore, ticksFrom } from '../history/past-ticks.ts';
import { barPricesOf } from '../history/what-to-show.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { RequestGroup } from '../request-handlers.ts';
import { resolveContract } from './resolve-contract.ts';

const LEGAL = ['TRADES', 'BID_ASK', 'MIDPOINT'] as const;

/** Single ticks of the past, forward from an instant or back from one. */
export function historicalTickRequests({ world }: GatewayParts): RequestGroup<'reqHistoricalTicks'> {
  return {
    reqHistoricalTicks(request, session) {
      const { reqId, startDateTime, endDateTime, numberOfTicks, ignoreSize } = request;
      const invalid = (why: string) => session.fail(reqId, twsErrors.validationFailed(why));
      const found = resolveContract(request.contract, world);
      if (!found.ok) return session.fail(reqId, found.error);
      const details = found.value;
      const what = LEGAL.find((each) => each === request.whatToShow.toUpperCase());
      if (what === undefined) {
        return invalid(`what to show must be one of ${LEGAL.join(', ')}, was ${quoted(request.whatToShow)}`);
      }
      if (numberOfTicks < 1 || numberOfTicks > TICK_COUNT_MAX) {
        return invalid(`the number of ticks must be 1 to ${TICK_COUNT_MAX}, was ${numberOfTicks}`);
      }
      const [isFrom, isTo] = [startDateTime.trim() !== '', endDateTime.trim() !== ''];
      if (isFrom === isTo) return invalid('give either a start or an end, one of the two');
      const at = parseDateTime(isFrom ? startDateTime : endDateTime, details.timeZoneId);
      if (!at.ok) return invalid(at.error);
      const { secType, symbol } = details.contract;
      if (barPricesOf(what, secType) === null) {
        return session.fail(
          reqId,
          twsErrors.historyFailed(`No historical ticks for ${symbol}/${secType} ${what}`),
        );
      }
      const query = { what, count: numberOfTicks, regularOnly: request.useRth, ignoreSize };
      const past = isFrom
        ? ticksFrom(world, details, at.value, query)
        : ticksBefore(world, details, at.value, query);
      sendHistoricalTicks(session, reqId, past, true);
    },
  };
}
