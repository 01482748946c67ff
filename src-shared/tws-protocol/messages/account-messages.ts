import { contract11, contract11Primary } from '../contract-fields.ts';
import { double, doubleOrMax, escapedText, int, layout, list, size, text, version } from '../layout.ts';

const PROVIDER_COUNT_MAX = 1_000;

/** Section 6: accounts, positions, profit and loss. */
export const accountMessages = {
  position: layout(61, version(3), text('account'), contract11, size('position'), double('avgCost')),
  positionEnd: layout(62, version(1)),
  positionMulti: layout(
    71,
    version(1),
    int('reqId'),
    text('account'),
    contract11,
    size('position'),
    double('avgCost'),
    text('modelCode'),
  ),
  positionMultiEnd: layout(72, version(1), int('reqId')),
  accountValue: layout(6, version(2), text('key'), text('value'), text('currency'), text('account')),
  portfolioValue: layout(
    7,
    version(8),
    contract11Primary,
    size('position'),
    double('marketPrice'),
    double('marketValue'),
    double('averageCost'),
    double('unrealizedPNL'),
    double('realizedPNL'),
    text('account'),
  ),
  /** `HH:MM` */
  accountUpdateTime: layout(8, version(1), text('time')),
  accountDownloadEnd: layout(54, version(1), text('account')),
  accountSummary: layout(
    63,
    version(1),
    int('reqId'),
    text('account'),
    text('tag'),
    text('value'),
    text('currency'),
  ),
  accountSummaryEnd: layout(64, version(1), int('reqId')),
  accountUpdateMulti: layout(
    73,
    version(1),
    int('reqId'),
    text('account'),
    text('modelCode'),
    text('key'),
    text('value'),
    text('currency'),
  ),
  accountUpdateMultiEnd: layout(74, version(1), int('reqId')),
  pnl: layout(
    94,
    int('reqId'),
    doubleOrMax('dailyPnL'),
    doubleOrMax('unrealizedPnL'),
    doubleOrMax('realizedPnL'),
  ),
  pnlSingle: layout(
    95,
    int('reqId'),
    size('position'),
    doubleOrMax('dailyPnL'),
    doubleOrMax('unrealizedPnL'),
    doubleOrMax('realizedPnL'),
    doubleOrMax('value'),
  ),
  newsProviders: layout(85, list('providers', PROVIDER_COUNT_MAX, text('code'), escapedText('name'))),
};
