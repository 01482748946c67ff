import { expect, test } from 'vitest';
import { MAX_INSTRUMENTS } from '#shared/simulation/market/market.ts';
import { emptyContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { OPEN_TIME } from '../testing/test-gateway.ts';
import { World } from '../world/world.ts';
import { resolveContract } from './resolve-contract.ts';

const chain = { ...emptyContract, symbol: 'SPY', secType: 'OPT', exchange: 'SMART', currency: 'USD' };
const world = () => new World({ seed: 7, alwaysOpen: false, startTime: OPEN_TIME, scenarios: [] });

test('a description that fits several contracts is refused as ambiguous', () => {
  expect(resolveContract(chain, world())).toMatchObject({ ok: false, error: { code: 200 } });
});

test('a gateway that keeps prices of all that it can says so, and goes on with those', () => {
  const full = world();
  const aapl = { ...emptyContract, symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD' };
  const known = resolveContract(aapl, full);
  expect(known.ok).toBe(true);
  const template = full.universe.lasting[0]!.instrument;
  for (let i = 0; full.market.instrumentIds.length < MAX_INSTRUMENTS; i++) {
    full.market.list({ ...template, id: `filler ${i}` });
  }
  const future = {
    ...aapl,
    symbol: 'ES',
    secType: 'FUT',
    exchange: 'CME',
    lastTradeDateOrContractMonth: '202606',
  };
  const refused = resolveContract(future, full);
  expect(refused).toMatchObject({ ok: false, error: { code: 322 } });
  expect(resolveContract(aapl, full)).toEqual(known);
});
