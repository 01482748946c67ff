import { inContract } from '../contract-fields.ts';
import {
  before,
  constant,
  double,
  escapedText,
  flag,
  inside,
  int,
  intOr,
  layout,
  list,
  optionalInt,
  optionalSize,
  since,
  text,
  version,
  when,
  type Field,
} from '../layout.ts';
import { emptyContractDetails, type WireContractDetails } from '../nouns/contract-details.ts';
import type { WireContract } from '../nouns/wire-contract.ts';

const SEC_ID_COUNT_MAX = 100;
const REASON_COUNT_MAX = 1_000;

const inDetails = inside('details', emptyContractDetails);

const mdSizeMultiplier = before(164, constant('100'));

const secIdList: Field<WireContractDetails> = list('secIdList', SEC_ID_COUNT_MAX, text('tag'), text('value'));

const sizeRules: Field<WireContractDetails> = since(
  164,
  optionalSize('minSize'),
  optionalSize('sizeIncrement'),
  optionalSize('suggestedSizeIncrement'),
);

const fund: readonly Field<WireContractDetails>[] = [
  escapedText('fundName'),
  text('fundFamily'),
  text('fundType'),
  text('fundFrontLoad'),
  text('fundBackLoad'),
  text('fundBackLoadTimeInterval'),
  text('fundManagementFee'),
  flag('fundClosed'),
  flag('fundClosedForNewInvestors'),
  flag('fundClosedForNewMoney'),
  text('fundNotifyAmount'),
  text('fundMinimumInitialPurchase'),
  text('fundSubsequentMinimumPurchase'),
  text('fundBlueSkyStates'),
  text('fundBlueSkyTerritories'),
  text('fundDistributionPolicyIndicator'),
  text('fundAssetType'),
];

/** Section 6.1. Contract and details take turns. */
export const contractDetailsMessages = {
  contractDetails: layout(
    10,
    before(164, version(8)),
    int('reqId'),
    inContract(
      text('symbol'),
      text('secType'),
      text('lastTradeDateOrContractMonth'),
      since(182, text('lastTradeDate')),
      double('strike'),
      text('right'),
      text('exchange'),
      text('currency'),
      text('localSymbol'),
    ),
    inDetails(text('marketName')),
    inContract(text('tradingClass'), int('conId')),
    inDetails(double('minTick')),
    mdSizeMultiplier,
    inContract(text('multiplier')),
    inDetails(
      text('orderTypes'),
      text('validExchanges'),
      intOr(1, 'priceMagnifier'),
      int('underConId'),
      escapedText('longName'),
    ),
    inContract(text('primaryExchange')),
    inDetails(
      text('contractMonth'),
      text('industry'),
      text('category'),
      text('subcategory'),
      text('timeZoneId'),
      text('tradingHours'),
      text('liquidHours'),
      text('evRule'),
      double('evMultiplier'),
      secIdList,
      optionalInt('aggGroup'),
      text('underSymbol'),
      text('underSecType'),
      text('marketRuleIds'),
      text('realExpirationDate'),
      text('stockType'),
    ),
    // sizeMinTick, at 163 alone
    since(163, before(164, constant('1'))),
    inDetails(sizeRules),
    since(
      179,
      when(
        ({ contract }: { readonly contract: WireContract }) => contract.secType === 'FUND',
        inDetails(...fund),
      ),
    ),
    inDetails(since(186, list('ineligibilityReasonList', REASON_COUNT_MAX, text('id'), text('description')))),
  ),
  contractDetailsEnd: layout(52, version(1), int('reqId')),
  bondContractDetails: layout(
    18,
    before(164, version(6)),
    int('reqId'),
    inContract(text('symbol'), text('secType')),
    inDetails(
      text('cusip'),
      double('coupon'),
      text('maturity'),
      text('issueDate'),
      text('ratings'),
      text('bondType'),
      text('couponType'),
      flag('convertible'),
      flag('callable'),
      flag('putable'),
      text('descAppend'),
    ),
    inContract(text('exchange'), text('currency')),
    inDetails(text('marketName')),
    inContract(text('tradingClass'), int('conId')),
    inDetails(double('minTick')),
    mdSizeMultiplier,
    inDetails(
      text('orderTypes'),
      text('validExchanges'),
      text('nextOptionDate'),
      text('nextOptionType'),
      flag('nextOptionPartial'),
      text('notes'),
      escapedText('longName'),
      since(188, text('timeZoneId'), text('tradingHours'), text('liquidHours')),
      text('evRule'),
      double('evMultiplier'),
      secIdList,
      optionalInt('aggGroup'),
      text('marketRuleIds'),
      sizeRules,
    ),
  ),
};
