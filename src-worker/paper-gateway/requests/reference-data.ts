import { MARKET_RULES } from '#shared/simulation/universe/market-rules.ts';
import { DEPTH_EXCHANGES, smartComponents } from '#shared/simulation/universe/venues.ts';
import { quoted } from '#shared/tws-protocol/protocol-fault.ts';
import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { RequestGroup } from '../request-handlers.ts';

type Kinds = 'reqMarketRule' | 'reqMktDepthExchanges' | 'reqSmartComponents';

/** Tables that hold for all contracts. */
export function referenceDataRequests(_parts: GatewayParts): RequestGroup<Kinds> {
  return {
    reqMarketRule({ marketRuleId }, session) {
      const priceIncrements = MARKET_RULES.get(marketRuleId);
      if (priceIncrements === undefined) {
        session.fail(-1, twsErrors.validationFailed(`there is no market rule ${marketRuleId}`));
        return;
      }
      session.send({ kind: 'marketRule', marketRuleId, priceIncrements });
    },
    reqMktDepthExchanges(_request, session) {
      session.send({
        kind: 'mktDepthExchanges',
        descriptions: DEPTH_EXCHANGES.map(({ exchange, secType, listingExchange, ...rest }) => ({
          ...{ exchange, secType, listingExch: listingExchange },
          ...{ serviceDataType: rest.serviceDataType, aggGroup: rest.aggGroup },
        })),
      });
    },
    reqSmartComponents({ reqId, bboExchange }, session) {
      const components = smartComponents(bboExchange);
      if (components === null) {
        session.fail(reqId, twsErrors.validationFailed(`there is no BBO exchange ${quoted(bboExchange)}`));
        return;
      }
      session.send({
        kind: 'smartComponents',
        reqId,
        components: components.map(({ bitNumber, exchange, letter }) => ({
          ...{ bitNumber, exchange, exchangeLetter: letter },
        })),
      });
    },
  };
}
