import { MS_PER_SECOND } from '#shared/kernel/time.ts';
import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { RequestGroup } from '../request-handlers.ts';

type Kinds = 'startApi' | 'reqCurrentTime' | 'reqIds' | 'reqManagedAccts' | 'setServerLogLevel';

/** Section 3 of the reference: who is there, what time it is, which order ids are free. */
export function sessionRequests({
  settings,
  world,
  sessions,
  log,
  orders,
}: GatewayParts): RequestGroup<Kinds> {
  const accounts = settings.accounts.join(',');
  return {
    startApi({ clientId }, session) {
      if (session.clientId !== undefined) {
        session.fail(-1, twsErrors.validationFailed('the API has been started already.'));
        return;
      }
      if (clientId < 0) {
        session.fail(-1, twsErrors.validationFailed(`the client id must be 0 or more, was ${clientId}.`));
        session.end('bad-client-id');
        return;
      }
      if (!sessions.add(session, clientId)) {
        session.fail(-1, twsErrors.clientIdTaken());
        session.end('client-id-in-use');
        return;
      }
      log.write('session-started', {
        session: session.number,
        clientId,
        serverVersion: session.serverVersion,
      });
      session.send({ kind: 'managedAccounts', accounts });
      session.send({ kind: 'nextValidId', orderId: orders.nextFor(clientId) });
      for (const farm of ['cashfarm', 'usfuture', 'usfarm']) session.fail(-1, twsErrors.marketFarmOk(farm));
      session.fail(-1, twsErrors.historyFarmOk('ushmds'));
      session.fail(-1, twsErrors.definitionFarmOk('secdefnj'));
    },
    reqCurrentTime(_request, session) {
      session.send({ kind: 'currentTime', time: Math.floor(world.now() / MS_PER_SECOND) });
    },
    reqIds(_request, session) {
      session.send({ kind: 'nextValidId', orderId: orders.nextFor(session.clientId!) });
    },
    reqManagedAccts(_request, session) {
      session.send({ kind: 'managedAccounts', accounts });
    },
    setServerLogLevel({ level }, session) {
      // Nothing is owed for a level that exists: TWS too only writes it down.
      if (level < 1 || level > 5) {
        session.fail(-1, twsErrors.validationFailed(`the log level must be 1 to 5, was ${level}.`));
        return;
      }
      log.write('log-level', { session: session.number, level });
    },
  };
}
