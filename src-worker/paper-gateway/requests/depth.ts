import type { ContractDetails } from '#shared/simulation/universe/contract.ts';
import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { RequestGroup } from '../request-handlers.ts';
import { perSession } from '../server/sessions.ts';
import { DEPTH_REQUEST_COUNT_MAX } from '../settings.ts';
import { DepthBook, type DepthBookParts } from '../streams/depth-book.ts';
import { FlushGrids, twsCadenceMs } from '../streams/cadence.ts';
import { Subscriptions } from '../streams/subscriptions.ts';
import { resolveContract } from './resolve-contract.ts';

type Kinds = 'reqMktDepth' | 'cancelMktDepth';

const ROW_COUNT_MAX = 10;
/** Rows behind the best one change without a new quote. */
const REFRESH_MS = 1_000;

/** The book behind the quote. */
export function depthRequests({ settings, world }: GatewayParts): RequestGroup<Kinds> {
  const { clock, feed, market } = world;
  const books = perSession((session) => new Subscriptions(session));
  const grids = new FlushGrids(clock);

  return {
    reqMktDepth({ reqId, contract, numRows, isSmartDepth }, session) {
      const own = books(session);
      if (own.has(reqId)) return session.fail(reqId, twsErrors.requestIdTaken());
      const found = resolveContract(contract, world);
      if (!found.ok) return session.fail(reqId, found.error);
      const details = found.value;
      if (!hasDepth(details)) return session.fail(reqId, twsErrors.depthNotOffered());
      if (numRows < 1) {
        const why = `the number of rows must be 1 or more, was ${numRows}`;
        return session.fail(reqId, twsErrors.validationFailed(why));
      }
      if (own.count >= DEPTH_REQUEST_COUNT_MAX) {
        return session.fail(reqId, twsErrors.tooManyDepthRequests(DEPTH_REQUEST_COUNT_MAX));
      }

      const { marketId } = details;
      const parts: DepthBookParts = { session, reqId, details, isSmartDepth };
      const book = new DepthBook(parts);
      const rowCount = Math.min(numRows, ROW_COUNT_MAX);
      const refresh = () => {
        const isOpen = feed.state(marketId).isOpen;
        book.show(isOpen ? market.depth(marketId, clock.now(), rowCount) : null);
      };
      const flushed = { flush: refresh };
      const grid = settings.cadence === 'raw' ? undefined : grids.of(twsCadenceMs(details.contract.secType));
      const stopWatching = feed.watch(marketId, {
        event({ kind }) {
          if (kind === 'halted') {
            session.fail(reqId, twsErrors.depthHalted());
            own.cancel(reqId);
          } else if (grid === undefined) refresh();
          else grid.mark(flushed);
        },
      });
      const stopRefreshing = clock.every(REFRESH_MS, refresh);
      own.add(reqId, () => {
        stopWatching();
        stopRefreshing();
        grid?.remove(flushed);
      });
      refresh();
    },
    cancelMktDepth({ reqId }, session) {
      if (!books(session).cancel(reqId)) session.fail(reqId, twsErrors.depthNotFound(reqId));
    },
  };
}

/** An index has no orders, and an option no book beyond its best quotes. */
function hasDepth({ contract }: ContractDetails): boolean {
  return contract.secType !== 'IND' && contract.secType !== 'OPT';
}
