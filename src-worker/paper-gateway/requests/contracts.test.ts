import type { ContractDetails, Contract } from '@stoqey/ib';
import { expect, test } from 'vitest';
import { AAPL, AAPL_OPTIONS, BTC, ES, EURUSD, SPX, stock } from '../testing/contracts.ts';
import { useGateway } from '../testing/use-gateway.ts';

const bench = useGateway();

async function detailsOf(contract: Contract): Promise<ContractDetails[]> {
  const client = await bench.client();
  client.api.reqContractDetails(1, contract);
  await client.settled();
  expect(client.all('contractDetailsEnd')).toEqual([[1]]);
  return client.all('contractDetails').map(([, details]) => details as ContractDetails);
}

test.each([
  ['a stock', AAPL, 'America/New_York', 0.01],
  ['an index', SPX, 'America/New_York', 0.01],
  ['a currency pair', EURUSD, 'America/New_York', 0.00005],
  ['a future', ES, 'America/Chicago', 0.25],
  ['a crypto pair', BTC, 'America/New_York', 0.25],
])('%s is one contract, with its zone and tick', async (_, contract, zone, tick) => {
  const [details, ...others] = await detailsOf(contract);
  expect(others).toEqual([]);
  expect(details!.contract).toMatchObject({ symbol: contract.symbol, secType: contract.secType });
  expect(details!.contract.conId).toBeGreaterThan(0);
  expect(details!.minTick).toBe(tick);
  expect(details!.timeZoneId).toMatch(new RegExp(`${zone}|^US/|UTC`));
  expect(details!.tradingHours).toMatch(/^\d{8}:(CLOSED|\d{4}-\d{8}:\d{4})(;|$)/);
  expect(details!.marketRuleIds!.split(',')).toHaveLength(details!.validExchanges!.split(',').length);
});

test('says of a stock that it is simulated', async () => {
  const [details] = await detailsOf(AAPL);
  expect(details!.longName).toMatch(/simulated/i);
});

test('an option chain of one expiry is a contract for each strike', async () => {
  const chain = await detailsOf({ ...AAPL_OPTIONS, lastTradeDateOrContractMonth: '202602' });
  expect(chain.length).toBeGreaterThan(5);
  expect(new Set(chain.map(({ contract }) => contract.conId)).size).toBe(chain.length);
});

test.each([
  ['an unknown symbol', 200, stock('NOSUCH')],
  ['no kind of contract', 321, { symbol: 'AAPL' }],
  ['an unknown kind of contract', 321, { ...AAPL, secType: 'HOUSE' as never }],
])('%s is answered with %i and no end', async (_, code, contract) => {
  const client = await bench.client();
  client.api.reqContractDetails(1, contract);
  await client.settled();
  expect(client.errors(1)).toMatchObject([{ code }]);
  expect(client.all('contractDetailsEnd')).toEqual([]);
});

test('symbols are found by a part of their name', async () => {
  const client = await bench.client();
  client.api.reqMatchingSymbols(1, 'app');
  const [, samples] = await client.next('symbolSamples');
  expect((samples as { contract: Contract }[]).map(({ contract }) => contract.symbol)).toContain('AAPL');
});

test('a search without a result is answered too', async () => {
  const client = await bench.client();
  client.api.reqMatchingSymbols(1, 'zzzzqq');
  expect(await client.next('symbolSamples')).toEqual([1, []]);
});

test('option parameters list expiries and strikes, then end', async () => {
  const client = await bench.client();
  client.api.reqSecDefOptParams(1, 'AAPL', '', 'STK', 265598);
  await client.next('securityDefinitionOptionParameterEnd');
  const [, , , , multiplier, expirations, strikes] = client.all('securityDefinitionOptionParameter')[0]!;
  expect(Number(multiplier)).toBe(100);
  expect((expirations as string[]).length).toBeGreaterThan(3);
  expect((strikes as number[]).length).toBeGreaterThan(5);
});

test('the market rule of a contract is told; an unknown one is refused', async () => {
  const [details] = await detailsOf(AAPL);
  const client = await bench.client(1);
  const ruleId = Number(details!.marketRuleIds!.split(',')[0]);
  client.api.reqMarketRule(ruleId);
  const [id, increments] = await client.next('marketRule');
  expect(id).toBe(ruleId);
  expect((increments as object[]).length).toBeGreaterThan(0);
  client.api.reqMarketRule(987_654);
  await client.settled();
  expect(client.all('info').map(([, code]) => code)).toContain(321);
});

test('depth exchanges, smart components and news providers are told', async () => {
  const client = await bench.client();
  client.api.reqMktDepthExchanges();
  const [exchanges] = await client.next('mktDepthExchanges');
  expect((exchanges as object[]).length).toBeGreaterThan(5);
  client.api.reqMktData(1, AAPL, '', true, false);
  const [, , bboExchange] = await client.next('tickReqParams');
  client.api.reqSmartComponents(2, bboExchange as string);
  const [, components] = await client.next('smartComponents');
  expect((components as Map<number, unknown>).size).toBeGreaterThan(5);
  client.api.reqSmartComponents(3, 'nowhere');
  client.api.reqNewsProviders();
  expect(await client.next('newsProviders')).toEqual([[]]);
  expect(client.errors(3)).toMatchObject([{ code: 321 }]);
});

test('the time is that of the virtual clock', async () => {
  const client = await bench.client();
  client.api.reqCurrentTime();
  const [time] = await client.next('currentTime');
  expect(time).toBe(bench.gateway.gateway.world.now() / 1_000);
});

test('the next order id is told again when it is asked for', async () => {
  const client = await bench.client();
  client.api.reqIds();
  expect(await client.next('nextValidId')).toEqual([1]);
});
