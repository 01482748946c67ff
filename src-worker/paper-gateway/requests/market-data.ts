import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import { BBO_EXCHANGES } from '#shared/simulation/universe/venues.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { RequestGroup } from '../request-handlers.ts';
import { perSession } from '../server/sessions.ts';
import { FlushGrids, twsCadenceMs } from '../streams/cadence.ts';
import { GenericTicks, parseGenericTicks } from '../streams/generic-ticks.ts';
import { QuoteLine } from '../streams/quote-line.ts';
import { Subscriptions } from '../streams/subscriptions.ts';
import { DATA_TYPE, DELAY_MS, isDelayed, type DataType } from '../streams/tick-types.ts';
import { resolveContract } from './resolve-contract.ts';

type Kinds = 'reqMarketDataType' | 'reqMktData' | 'cancelMktData';

const ALL_PERMISSIONS = 3;

/** Top of book: a line is a contract that a session watches. */
export function marketDataRequests({ settings, world }: GatewayParts): RequestGroup<Kinds> {
  const { clock, feed, market } = world;
  const lines = perSession((session) => new Subscriptions(session));
  const askedTypes = perSession((): { type: DataType } => ({ type: DATA_TYPE.live }));
  const grids = new FlushGrids(clock);

  return {
    reqMarketDataType({ marketDataType }, session) {
      const type = Object.values(DATA_TYPE).find((each) => each === marketDataType);
      if (type === undefined) {
        session.fail(
          -1,
          twsErrors.validationFailed(`market data type must be 1 to 4, was ${marketDataType}`),
        );
        return;
      }
      // Holds for requests to come; each is told its own with message 58.
      askedTypes(session).type = type;
    },
    reqMktData({ reqId, contract, genericTickList, snapshot, regulatorySnapshot }, session) {
      const own = lines(session);
      if (own.has(reqId)) return session.fail(reqId, twsErrors.requestIdTaken());
      const found = resolveContract(contract, world);
      if (!found.ok) return session.fail(reqId, found.error);
      const details = found.value;
      const generic = parseGenericTicks(genericTickList, details.contract.secType);
      if (!generic.ok) return session.fail(reqId, twsErrors.validationFailed(generic.error));
      const isSnapshot = snapshot || regulatorySnapshot;
      if (isSnapshot && generic.value.size > 0) {
        const why = 'Snapshot market data subscription is not applicable to generic ticks';
        return session.fail(reqId, twsErrors.validationFailed(why));
      }
      if (!isSnapshot && own.count >= settings.lines) return session.fail(reqId, twsErrors.tooManyTickers());

      const { marketId, minTick } = details;
      const { secType } = details.contract;
      const { type: asked } = askedTypes(session);
      const delayMs = isDelayed(asked) ? DELAY_MS : 0;
      session.send({
        kind: 'tickReqParams',
        ...{
          reqId,
          minTick,
          bboExchange: BBO_EXCHANGES[secType] ?? '',
          snapshotPermissions: ALL_PERMISSIONS,
        },
      });
      const ticks = new GenericTicks({ session, reqId, details, market, wanted: generic.value });
      const line = new QuoteLine({ session, reqId, details, asked, market, generic: ticks });
      if (isSnapshot) {
        line.begin(feed.state(marketId, delayMs), clock.now() - delayMs);
        session.send({ kind: 'tickSnapshotEnd', reqId });
        return;
      }
      const flush = () => line.update(feed.state(marketId, delayMs), clock.now() - delayMs);
      const flushed = { flush };
      const grid = settings.cadence === 'raw' ? undefined : grids.of(twsCadenceMs(secType));
      const stop = feed.watch(
        marketId,
        {
          event(event, state) {
            line.event(event, state);
            if (grid === undefined) line.update(state, event.time);
            else grid.mark(flushed);
          },
        },
        delayMs,
      );
      own.add(reqId, () => {
        stop();
        grid?.remove(flushed);
      });
      line.begin(feed.state(marketId, delayMs), clock.now() - delayMs);
    },
    cancelMktData({ reqId }, session) {
      if (!lines(session).cancel(reqId)) session.fail(reqId, twsErrors.tickerNotFound(reqId));
    },
  };
}
