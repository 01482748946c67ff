import { textKind, doubleKind } from '../field-kinds.ts';
import { escapedText, double, int, layout, list, listOfValues, since, text } from '../layout.ts';

const SYMBOL_COUNT_MAX = 1_000;
const DERIVATIVE_COUNT_MAX = 100;
const EXPIRY_COUNT_MAX = 2_000;
const STRIKE_COUNT_MAX = 10_000;
const RULE_ROW_COUNT_MAX = 1_000;

/** Section 6: what can be traded; contract details have a file of their own. */
export const contractMessages = {
  symbolSamples: layout(
    79,
    int('reqId'),
    list(
      'samples',
      SYMBOL_COUNT_MAX,
      int('conId'),
      text('symbol'),
      text('secType'),
      text('primaryExchange'),
      text('currency'),
      listOfValues('derivativeSecTypes', DERIVATIVE_COUNT_MAX, textKind),
      since(176, escapedText('description')),
      since(176, text('issuerId')),
    ),
  ),
  securityDefinitionOptionParameter: layout(
    75,
    int('reqId'),
    text('exchange'),
    int('underlyingConId'),
    text('tradingClass'),
    text('multiplier'),
    listOfValues('expirations', EXPIRY_COUNT_MAX, textKind),
    listOfValues('strikes', STRIKE_COUNT_MAX, doubleKind),
  ),
  securityDefinitionOptionParameterEnd: layout(76, int('reqId')),
  marketRule: layout(
    93,
    int('marketRuleId'),
    list('priceIncrements', RULE_ROW_COUNT_MAX, double('lowEdge'), double('increment')),
  ),
};
