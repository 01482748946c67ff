import { unset, type TagValue } from './unset.ts';

export interface IneligibilityReason {
  readonly id: string;
  readonly description: string;
}

/** TWS's ContractDetails under TWS's names, without its contract; of bonds and funds too. */
export const emptyContractDetails = {
  marketName: '',
  minTick: 0,
  /** Comma-separated. */
  orderTypes: '',
  /** Comma-separated, and one market rule id for each in `marketRuleIds`. */
  validExchanges: '',
  marketRuleIds: '',
  priceMagnifier: 1,
  underConId: 0,
  longName: '',
  contractMonth: '',
  industry: '',
  category: '',
  subcategory: '',
  /** IANA or TWS name; the hours are in this zone. */
  timeZoneId: '',
  /** `20260105:0400-20260105:2000;20260106:CLOSED` */
  tradingHours: '',
  liquidHours: '',
  evRule: '',
  evMultiplier: 0,
  secIdList: [] as readonly TagValue[],
  aggGroup: unset,
  underSymbol: '',
  underSecType: '',
  realExpirationDate: '',
  stockType: '',
  minSize: unset,
  sizeIncrement: unset,
  suggestedSizeIncrement: unset,
  ineligibilityReasonList: [] as readonly IneligibilityReason[],

  // Bonds
  cusip: '',
  coupon: 0,
  maturity: '',
  issueDate: '',
  ratings: '',
  bondType: '',
  couponType: '',
  convertible: false,
  callable: false,
  putable: false,
  descAppend: '',
  nextOptionDate: '',
  nextOptionType: '',
  nextOptionPartial: false,
  notes: '',

  // Funds
  fundName: '',
  fundFamily: '',
  fundType: '',
  fundFrontLoad: '',
  fundBackLoad: '',
  fundBackLoadTimeInterval: '',
  fundManagementFee: '',
  fundClosed: false,
  fundClosedForNewInvestors: false,
  fundClosedForNewMoney: false,
  fundNotifyAmount: '',
  fundMinimumInitialPurchase: '',
  fundSubsequentMinimumPurchase: '',
  fundBlueSkyStates: '',
  fundBlueSkyTerritories: '',
  fundDistributionPolicyIndicator: '',
  fundAssetType: '',
};

export type WireContractDetails = Readonly<typeof emptyContractDetails>;
