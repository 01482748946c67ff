import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { RequestGroup } from '../request-handlers.ts';

/** Everybody's fills of today: TWS leaves it to the filter whose. */
export function executionRequests({ orders, world }: GatewayParts): RequestGroup<'reqExecutions'> {
  return {
    reqExecutions({ reqId, ...filter }, session) {
      const found = orders.executions.matching(filter, world.now());
      if (!found.ok) return session.fail(reqId, twsErrors.validationFailed(found.error));
      for (const { details, commission } of found.value) {
        session.send({ ...details, reqId });
        session.send(commission);
      }
      session.send({ kind: 'execDetailsEnd', reqId });
    },
  };
}
