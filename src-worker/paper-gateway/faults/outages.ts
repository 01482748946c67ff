import { twsErrors, type TwsError } from '#shared/tws-protocol/tws-errors.ts';
import type { FaultName } from './known-faults.ts';

/** The errors that every client gets when an outage begins and when it ends; a farm that only idles sends none at its end. */
export interface Outage {
  readonly begin: readonly TwsError[];
  readonly end: readonly TwsError[];
}

const MARKET_FARMS = ['cashfarm', 'usfuture', 'usfarm'];
const HISTORY_FARM = 'ushmds';
const DEFINITION_FARM = 'secdefnj';

const marketFarmsOk = MARKET_FARMS.map(twsErrors.marketFarmOk);
const dataKept = twsErrors.connectionBackDataKept(
  [...MARKET_FARMS, HISTORY_FARM, DEFINITION_FARM].join('; '),
);

/** While one of them lasts no market data comes. */
export const OUTAGES_OF_DATA: readonly FaultName[] = ['1100', '2103', '2110'];

/** undefined: the fault is none. @param isDataLost subscriptions are gone afterwards */
export function outageOf(name: FaultName, isDataLost: boolean): Outage | undefined {
  switch (name) {
    case '1100':
      return {
        begin: [twsErrors.connectionLost(), ...MARKET_FARMS.map(twsErrors.marketFarmBroken)],
        end: [isDataLost ? twsErrors.connectionBackDataLost() : dataKept, ...marketFarmsOk],
      };
    case '2110':
      return { begin: [twsErrors.serverBroken()], end: [dataKept] };
    case '2103':
      return { begin: MARKET_FARMS.map(twsErrors.marketFarmBroken), end: marketFarmsOk };
    case '2105':
      return {
        begin: [twsErrors.historyFarmBroken(HISTORY_FARM)],
        end: [twsErrors.historyFarmOk(HISTORY_FARM)],
      };
    case '2157':
      return {
        begin: [twsErrors.definitionFarmBroken(DEFINITION_FARM)],
        end: [twsErrors.definitionFarmOk(DEFINITION_FARM)],
      };
    case '2107':
      return { begin: [twsErrors.historyFarmIdle(HISTORY_FARM)], end: [] };
    case '2108':
      return { begin: MARKET_FARMS.map(twsErrors.marketFarmIdle), end: [] };
    default:
      return undefined;
  }
}
