import { flag, int, layout, text, version } from '../layout.ts';

/** Section 4: accounts, positions, executions, profit and loss. */
export const accountRequests = {
  reqExecutions: layout(
    7,
    version(3),
    int('reqId'),
    // Empty or 0: no filter.
    int('clientId'),
    text('acctCode'),
    text('time'),
    text('symbol'),
    text('secType'),
    text('exchange'),
    text('side'),
  ),
  reqAccountUpdates: layout(6, version(2), flag('subscribe'), text('acctCode')),
  reqPositions: layout(61, version(1)),
  cancelPositions: layout(64, version(1)),
  reqPositionsMulti: layout(74, version(1), int('reqId'), text('account'), text('modelCode')),
  cancelPositionsMulti: layout(75, version(1), int('reqId')),
  reqAccountUpdatesMulti: layout(
    76,
    version(1),
    int('reqId'),
    text('account'),
    text('modelCode'),
    flag('ledgerAndNLV'),
  ),
  cancelAccountUpdatesMulti: layout(77, version(1), int('reqId')),
  reqAccountSummary: layout(62, version(1), int('reqId'), text('group'), text('tags')),
  cancelAccountSummary: layout(63, version(1), int('reqId')),
  reqPnL: layout(92, int('reqId'), text('account'), text('modelCode')),
  cancelPnL: layout(93, int('reqId')),
  reqPnLSingle: layout(94, int('reqId'), text('account'), text('modelCode'), int('conId')),
  cancelPnLSingle: layout(95, int('reqId')),
};
