/** One leg of a BAG. Requests for data carry the first four only. */
export interface ComboLeg {
  readonly conId: number;
  readonly ratio: number;
  /** BUY, SELL */
  readonly action: string;
  readonly exchange: string;
  /** 0 same as the combo, 1 open, 2 close, 3 unknown */
  readonly openClose: number;
  readonly shortSaleSlot: number;
  readonly designatedLocation: string;
  readonly exemptCode: number;
}

export interface DeltaNeutralContract {
  readonly conId: number;
  readonly delta: number;
  readonly price: number;
}

/** TWS's Contract under TWS's names, with nothing set. */
export const emptyContract = {
  /** 0 if the description is to be looked up. */
  conId: 0,
  symbol: '',
  /** STK, OPT, FUT, CASH, IND, CRYPTO, BAG, BOND, FUND ... */
  secType: '',
  /** `yyyymmdd` or `yyyymm` */
  lastTradeDateOrContractMonth: '',
  strike: 0,
  /** C, P, CALL, PUT, ? or nothing */
  right: '',
  multiplier: '',
  exchange: '',
  primaryExchange: '',
  currency: '',
  localSymbol: '',
  tradingClass: '',
  includeExpired: false,
  secIdType: '',
  secId: '',
  issuerId: '',
  /** `yyyymmdd`, in contract details only. */
  lastTradeDate: '',
  comboLegsDescription: '',
  comboLegs: [] as readonly ComboLeg[],
  deltaNeutralContract: undefined as DeltaNeutralContract | undefined,
};

export type WireContract = Readonly<typeof emptyContract>;
