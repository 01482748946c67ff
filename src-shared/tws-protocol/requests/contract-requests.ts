import { contract12, inContract } from '../contract-fields.ts';
import { flag, int, layout, since, text, version } from '../layout.ts';

/** Section 4: what can be traded. */
export const contractRequests = {
  reqContractDetails: layout(
    9,
    version(8),
    int('reqId'),
    contract12,
    inContract(flag('includeExpired'), text('secIdType'), text('secId'), since(176, text('issuerId'))),
  ),
  reqMatchingSymbols: layout(81, int('reqId'), text('pattern')),
  reqSecDefOptParams: layout(
    78,
    int('reqId'),
    text('underlyingSymbol'),
    text('futFopExchange'),
    text('underlyingSecType'),
    int('underlyingConId'),
  ),
  reqMarketRule: layout(91, int('marketRuleId')),
};
