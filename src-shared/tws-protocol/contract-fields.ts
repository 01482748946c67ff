import { double, inside, int, intOr, list, present, text, type Field } from './layout.ts';
import { emptyContract, type ComboLeg, type WireContract } from './nouns/wire-contract.ts';

/** No broker takes combos anywhere near this wide. */
const LEG_COUNT_MAX = 100;

export const inContract = inside('contract', emptyContract);

const description: readonly Field<WireContract>[] = [
  int('conId'),
  text('symbol'),
  text('secType'),
  text('lastTradeDateOrContractMonth'),
  double('strike'),
  text('right'),
  text('multiplier'),
];

/** CONTRACT12 of the requests. */
export const contract12 = inContract(
  ...description,
  text('exchange'),
  text('primaryExchange'),
  text('currency'),
  text('localSymbol'),
  text('tradingClass'),
);

/** CT11 of the messages: no primary exchange. */
export const contract11 = inContract(
  ...description,
  text('exchange'),
  text('currency'),
  text('localSymbol'),
  text('tradingClass'),
);

/** Portfolio values name the primary exchange instead of the exchange. */
export const contract11Primary = inContract(
  ...description,
  text('primaryExchange'),
  text('currency'),
  text('localSymbol'),
  text('tradingClass'),
);

export function isBag({ contract }: { readonly contract: WireContract }): boolean {
  return contract.secType.toUpperCase() === 'BAG';
}

const shortLeg = [int('conId'), int('ratio'), text('action'), text('exchange')] as const;

export const comboLegs = list(
  'comboLegs',
  LEG_COUNT_MAX,
  ...shortLeg,
  int('openClose'),
  int('shortSaleSlot'),
  text('designatedLocation'),
  intOr(-1, 'exemptCode'),
);

/** Of data requests: the rest of each leg keeps its empty value. */
export const shortComboLegs: Field<{ readonly comboLegs: readonly ComboLeg[] }> = list(
  'comboLegs',
  LEG_COUNT_MAX,
  ...shortLeg,
  absent('openClose', 0),
  absent('shortSaleSlot', 0),
  absent('designatedLocation', ''),
  absent('exemptCode', -1),
);

export const deltaNeutralContract = present(
  'deltaNeutralContract',
  int('conId'),
  double('delta'),
  double('price'),
);

/** A property that this layout has no field for. */
function absent<K extends string, T extends string | number>(
  name: K,
  empty: T,
): Field<{ readonly [P in K]: T extends string ? string : number }> {
  return {
    walk: () => undefined,
    prepare: (record) => {
      record[name] ??= empty;
    },
  };
}
