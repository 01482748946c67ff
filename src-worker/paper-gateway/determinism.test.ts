import { expect, test } from 'vitest';
import { contractOf, ES, EURUSD, Trader } from './orders/testing/order-bench.ts';
import { RawClient } from './testing/raw-client.ts';
import { OPEN_TIME, startGateway } from './testing/test-gateway.ts';

const cents = (price: number) => Math.round(price * 100) / 100;
const FAULTS = `
30%: duplicate-status
20%: late-commission=700ms
20%: swap-status
every 5 orders: reject=201
at order 2: user-change
at order 7: user-cancel
at 2s: user-trade
25%: fill-after-cancel=1s
at 3s: partial-fill=10 for 2s
at 5s: 1100 for 2s then 1102
at 8s: ids-back
`;

interface Run {
  /** What each client was sent, byte for byte. */
  readonly sent: readonly Buffer[];
  /** What the gateway wrote down, line by line. */
  readonly log: string;
}

/** Two clients of two server versions with two accounts: orders of most kinds, streams of accounts and prices, and faults. */
async function run(seed: number): Promise<Run> {
  const accounts = ['DU1000001', 'DU1000002'];
  const test = await startGateway({ seed, accounts, submitMs: 40, cancelMs: 60 }, OPEN_TIME);
  const { gateway } = test;
  const traders: Trader[] = [];
  const sent: Buffer[][] = [[], []];
  for (const [index, version] of ['v100..178', 'v100..193'].entries()) {
    const client = await RawClient.started(test.port, index + 1, version);
    client.socket.on('data', (chunk) => sent[index]!.push(chunk));
    traders.push(new Trader(client, test, index + 1));
  }
  const [one, two] = traders as [Trader, Trader];
  one.client.ask({ kind: 'reqAccountUpdates', subscribe: true, acctCode: 'DU1000001' });
  one.client.ask({ kind: 'reqPnL', reqId: 1, account: 'DU1000002', modelCode: '' });
  two.client.ask({ kind: 'reqPositions' });
  two.client.ask({ kind: 'reqAccountSummary', reqId: 2, group: 'All', tags: 'NetLiquidation,BuyingPower' });
  two.client.ask({
    ...{ kind: 'reqMktData', reqId: 3, contract: contractOf('MSFT'), genericTickList: '', options: '' },
    ...{ snapshot: false, regulatorySnapshot: false },
  });
  await one.client.settled();
  await two.client.settled();
  expect(gateway.faults.set(FAULTS).ok).toBe(true);

  const { bid, ask } = gateway.world.feed.state('AAPL');
  for (const [index, trader] of traders.entries()) {
    const account = accounts[index]!;
    await trader.place({ account, totalQuantity: 120 });
    const rests = await trader.place({
      ...{ account, orderType: 'LMT', lmtPrice: cents(bid! - 3), totalQuantity: 100, tif: 'GTC' },
    });
    const parentId = await trader.place({ account, totalQuantity: 30, transmit: false });
    const exit = { account, action: 'SELL', totalQuantity: 30, parentId };
    await trader.place({ ...exit, orderType: 'LMT', lmtPrice: cents(ask! + 0.2), transmit: false });
    await trader.place({ ...exit, orderType: 'TRAIL', auxPrice: 0.2 });
    await trader.place({ account, totalQuantity: 1 }, ES);
    await trader.place({ account, totalQuantity: 25_000, action: 'SELL' }, EURUSD);
    await trader.place({ account, action: 'SELL', totalQuantity: 500 }, contractOf('GME'));
    await trader.place({
      account,
      orderType: 'LMT',
      lmtPrice: cents(bid! - 1),
      totalQuantity: 5,
      whatIf: true,
    });
    await trader.advance(1_500);
    await trader.cancel(rests);
  }
  for (let i = 0; i < 7; i++) await traders[i % 2]!.advance(1_000);
  for (const trader of traders) {
    await trader.ask({ kind: 'reqAllOpenOrders' });
    await trader.ask({ kind: 'reqCompletedOrders', apiOnly: false });
    await trader.ask({ kind: 'reqAccountUpdatesMulti', reqId: 8, account: 'All', modelCode: '', ledgerAndNLV: false }); // prettier-ignore
  }
  for (const { client } of traders) client.close();
  await gateway.close();
  // The port is the machine's choice, and when it sees a client go too.
  const told = test.log.filter(({ event }) => event !== 'listening' && event !== 'session-left');
  return {
    sent: sent.map((chunks) => Buffer.concat(chunks)),
    log: told.map((each) => JSON.stringify(each)).join('\n'),
  };
}

test('the same seed and the same script give the same bytes and the same log, with orders, accounts and faults', async () => {
  const [first, second] = [await run(7), await run(7)];
  for (const [index, bytes] of first.sent.entries()) {
    expect(bytes.length).toBeGreaterThan(20_000);
    expect(bytes.equals(second.sent[index]!), `client ${index + 1}`).toBe(true);
  }
  expect(second.log).toBe(first.log);
  expect(first.log).toContain('"code":1100');
  if (process.env.TRADEWIND_COUNTS !== 'full') return;
  const other = await run(8);
  expect(other.sent[0]!.equals(first.sent[0]!)).toBe(false);
});
