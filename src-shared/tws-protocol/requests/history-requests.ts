import { contract12, inContract, isBag, shortComboLegs } from '../contract-fields.ts';
import { flag, int, layout, text, version, when } from '../layout.ts';

const includeExpired = inContract(flag('includeExpired'));

/** Section 4: bars and ticks of the past. */
export const historyRequests = {
  reqHistoricalData: layout(
    20,
    int('reqId'),
    contract12,
    includeExpired,
    text('endDateTime'),
    // The bar size comes before the duration.
    text('barSizeSetting'),
    text('durationStr'),
    flag('useRTH'),
    text('whatToShow'),
    int('formatDate'),
    when(isBag, inContract(shortComboLegs)),
    flag('keepUpToDate'),
    text('options'),
  ),
  cancelHistoricalData: layout(25, version(1), int('reqId')),
  reqHeadTimestamp: layout(
    87,
    int('reqId'),
    contract12,
    includeExpired,
    flag('useRTH'),
    text('whatToShow'),
    int('formatDate'),
  ),
  cancelHeadTimestamp: layout(90, int('reqId')),
  reqHistogramData: layout(88, int('reqId'), contract12, includeExpired, flag('useRTH'), text('timePeriod')),
  cancelHistogramData: layout(89, int('reqId')),
  reqHistoricalTicks: layout(
    96,
    int('reqId'),
    contract12,
    includeExpired,
    text('startDateTime'),
    text('endDateTime'),
    int('numberOfTicks'),
    text('whatToShow'),
    flag('useRth'),
    flag('ignoreSize'),
    text('options'),
  ),
};
