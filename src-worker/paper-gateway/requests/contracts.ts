import {
  emptyContractDetails,
  type WireContractDetails,
} from '#shared/tws-protocol/nouns/contract-details.ts';
import { emptyContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { ContractDetails } from '#shared/simulation/universe/contract.ts';
import { findContracts } from '#shared/simulation/universe/find-contracts.ts';
import { hoursText } from '#shared/simulation/universe/hours-text.ts';
import { optionParameters } from '#shared/simulation/universe/option-parameters.ts';
import { searchSymbols } from '#shared/simulation/universe/search-symbols.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { RequestGroup } from '../request-handlers.ts';
import type { World } from '../world/world.ts';
import { contractQueryError } from './resolve-contract.ts';

type Kinds = 'reqContractDetails' | 'reqMatchingSymbols' | 'reqSecDefOptParams';

/** What can be traded. */
export function contractRequests({ world }: GatewayParts): RequestGroup<Kinds> {
  const { universe } = world;
  return {
    reqContractDetails({ reqId, contract }, session) {
      const found = findContracts(universe, contract, world.now());
      if (!found.ok) {
        session.fail(reqId, contractQueryError(found.error));
        return;
      }
      if (found.value.length === 0) {
        // No contractDetailsEnd after it, as in TWS.
        session.fail(reqId, twsErrors.contractNotFound());
        return;
      }
      const hours = hoursOnce(world);
      for (const details of found.value) {
        session.send({
          kind: 'contractDetails',
          reqId,
          contract: { ...emptyContract, ...details.contract, ...lastTradeDateOf(details) },
          details: wireDetails(details, hours(details)),
        });
      }
      session.send({ kind: 'contractDetailsEnd', reqId });
    },
    reqMatchingSymbols({ reqId, pattern }, session) {
      const samples = searchSymbols(universe, pattern, world.now());
      session.send({
        kind: 'symbolSamples',
        reqId,
        samples: samples.map((sample) => ({ ...sample, issuerId: '' })),
      });
    },
    reqSecDefOptParams({ reqId, ...query }, session) {
      for (const parameters of optionParameters(universe, query, world.now())) {
        session.send({ kind: 'securityDefinitionOptionParameter', reqId, ...parameters });
      }
      session.send({ kind: 'securityDefinitionOptionParameterEnd', reqId });
    },
  };
}

interface HoursTexts {
  readonly tradingHours: string;
  readonly liquidHours: string;
}

/** A chain has thousands of contracts with the same hours. */
function hoursOnce(world: World): (details: ContractDetails) => HoursTexts {
  const known = new Map<string, HoursTexts>();
  return (details) => {
    let texts = known.get(details.calendar);
    if (texts === undefined) {
      const sessions = world.universe.sessionsOf(details);
      texts = {
        tradingHours: hoursText(sessions, world.now(), 'extended'),
        liquidHours: hoursText(sessions, world.now(), 'regular'),
      };
      known.set(details.calendar, texts);
    }
    return texts;
  };
}

function lastTradeDateOf({ contract }: ContractDetails): { lastTradeDate: string } {
  return { lastTradeDate: contract.lastTradeDateOrContractMonth };
}

function wireDetails(details: ContractDetails, hours: HoursTexts): WireContractDetails {
  const { marketName, minTick, priceMagnifier, underConId, longName, contractMonth, industry, category } =
    details;
  const { subcategory, timeZoneId, aggGroup, underSymbol, underSecType, realExpirationDate, stockType } =
    details;
  const { minSize, sizeIncrement, suggestedSizeIncrement } = details;
  return {
    ...emptyContractDetails,
    ...{ marketName, minTick, priceMagnifier, underConId, longName, contractMonth, industry, category },
    ...{ subcategory, timeZoneId, aggGroup, underSymbol, underSecType, realExpirationDate, stockType },
    ...{ minSize, sizeIncrement, suggestedSizeIncrement },
    ...hours,
    orderTypes: details.orderTypes.join(','),
    validExchanges: details.validExchanges.join(','),
    marketRuleIds: details.marketRuleIds.join(','),
  };
}
