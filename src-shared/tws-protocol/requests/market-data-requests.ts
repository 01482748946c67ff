import { contract12, deltaNeutralContract, inContract, isBag, shortComboLegs } from '../contract-fields.ts';
import { flag, int, layout, text, version, when, word } from '../layout.ts';

/** Section 4: live quotes, depth, ticks and five-second bars. */
export const marketDataRequests = {
  /** 1 live, 2 frozen, 3 delayed, 4 delayed and frozen */
  reqMarketDataType: layout(59, version(1), int('marketDataType')),
  reqMktData: layout(
    1,
    version(11),
    int('reqId'),
    contract12,
    when(isBag, inContract(shortComboLegs)),
    inContract(deltaNeutralContract),
    text('genericTickList'),
    flag('snapshot'),
    flag('regulatorySnapshot'),
    text('options'),
  ),
  cancelMktData: layout(2, version(2), int('reqId')),
  reqMktDepth: layout(
    10,
    version(5),
    int('reqId'),
    contract12,
    int('numRows'),
    flag('isSmartDepth'),
    text('options'),
  ),
  cancelMktDepth: layout(11, version(1), int('reqId'), flag('isSmartDepth')),
  reqMktDepthExchanges: layout(82),
  reqSmartComponents: layout(83, int('reqId'), text('bboExchange')),
  reqTickByTickData: layout(
    97,
    int('reqId'),
    contract12,
    word('tickType', 'Last', 'AllLast', 'BidAsk', 'MidPoint'),
    int('numberOfTicks'),
    flag('ignoreSize'),
  ),
  cancelTickByTickData: layout(98, int('reqId')),
  reqRealTimeBars: layout(
    50,
    version(3),
    int('reqId'),
    contract12,
    int('barSize'),
    text('whatToShow'),
    flag('useRTH'),
    text('options'),
  ),
  cancelRealTimeBars: layout(51, version(1), int('reqId')),
};
