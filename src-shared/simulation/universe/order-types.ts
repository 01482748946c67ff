import type { SecurityType } from './contract.ts';

/** In TWS's codes: types, times in force and attributes alike, as contract details list them. */
const EVERYWHERE = [
  ...['ACTIVETIM', 'ADJUST', 'COND', 'CONDORDER', 'DAY', 'FOK', 'GAT', 'GTC', 'GTD', 'IOC'],
  ...['LIT', 'LMT', 'MIT', 'MKT', 'OCA', 'STP', 'STPLMT', 'TRAIL', 'TRAILLIT', 'TRAILLMT', 'TRAILMIT'],
  'WHATIF',
];
const BOOK = ['AON', 'HID', 'ICE', 'MINQTY', 'POSTONLY'];

const ORDER_TYPES: Readonly<Record<SecurityType, readonly string[]>> = {
  STK: sorted([...EVERYWHERE, ...BOOK, 'LOC', 'MOC', 'OPG', 'PEGMID', 'PREOPGRTH', 'RTH']),
  OPT: sorted([...EVERYWHERE, ...BOOK]),
  FUT: sorted([...EVERYWHERE, 'ICE', 'PREOPGRTH', 'RTH']),
  CASH: sorted(EVERYWHERE),
  CRYPTO: sorted(EVERYWHERE),
  IND: [], // nothing to trade
  CONTFUT: [],
};

export function orderTypesOf(secType: SecurityType): readonly string[] {
  return ORDER_TYPES[secType];
}

function sorted(types: readonly string[]): readonly string[] {
  return [...types].sort();
}
