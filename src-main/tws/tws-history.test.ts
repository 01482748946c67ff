import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelController } from '#shared/kernel/cancel.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { ok } from '#shared/kernel/result.ts';
import { MS_PER_DAY, MS_PER_HOUR, unixMillis } from '#shared/kernel/time.ts';
import type { BarSize } from '#shared/model/bar-size.ts';
import type { ContractDetails } from '#shared/model/contract.ts';
import {
  OPEN_TIME,
  startGateway,
  type TestGateway,
} from '../../src-worker/paper-gateway/testing/test-gateway.ts';
import { TwsRequests } from './requests.ts';
import { TwsConnection } from './tws-connection.ts';
import { TwsMarketData } from './tws-market-data.ts';
import { Circuits } from '../market-data/circuits.ts';
import { History } from '../market-data/history.ts';

/** History over the real protocol, against the market that the gateway answers from. */

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
/** Whoever waits for the broker's limits need not wait here: the clock of the limits runs ahead by itself. */
const AT_ONCE: Timers = {
  schedule(_, run) {
    const soon = setImmediate(run);
    return () => clearImmediate(soon);
  },
};
let gateway: TestGateway;
let connection: TwsConnection;
let source: TwsMarketData;
let details: ContractDetails;

beforeAll(async () => {
  gateway = await startGateway();
  const timers = new ManualTimers();
  const requests = new TwsRequests({ timers, log });
  const clock = { now: () => unixMillis(gateway.gateway.world.now()) };
  let onReady: () => void = quiet;
  const ready = new Promise<void>((resolve) => (onReady = resolve));
  connection = new TwsConnection({
    // Messages are not what is waited for here: the budget's clock runs ahead.
    ...{ clock, timers, log, monotonicMs: steadily(), random: () => 1 },
    onStatus: ({ phase }) => phase === 'ready' && onReady(),
    onSession: (session) => requests.begin(session),
    onSessionEnd: (session) => requests.end(session),
    onEvent: (session, name, args) => requests.happened(session, name, args),
    onNotice: (session, id, code, text) => requests.noticed(session, id, code, text),
    synchronise: () => Promise.resolve(),
  });
  source = new TwsMarketData(requests, clock);
  connection.connect({
    ...{ id: 'paper', name: 'Paper', kind: 'paper', host: '127.0.0.1', port: gateway.port },
    ...{ clientId: 7, account: null },
  });
  await ready;
  const found = await source.findContracts({ symbol: 'AAPL', securityType: 'STK', exchange: 'SMART' });
  if (!found.ok) throw new Error(found.error.message);
  details = found.value[0]!;
});
afterAll(async () => {
  connection.disconnect();
  await gateway.gateway.close();
});

function steadily(): () => number {
  let now = 0;
  return () => (now += 50);
}

function makeHistory(): History {
  return new History({
    ...{ source, circuits: new Circuits(() => 0), timers: AT_ONCE, log, monotonicMs: steadily() },
    clock: { now: () => unixMillis(gateway.gateway.world.now()) },
    contracts: { known: () => details, details: () => Promise.resolve(ok(details)) },
    profile: () => ({ id: 'practice', isPractice: true, market: 'practice' }),
    store: {
      keep: () => Promise.resolve(ok({ seriesId: null })),
      read: () => Promise.reject(new Error('not asked')),
    },
  });
}

async function askAndCompare(barSize: BarSize, isRegularHoursOnly: boolean, from: number, to: number) {
  const stream = {
    contractId: details.contract.contractId,
    barSize,
    kind: 'trades',
    isRegularHoursOnly,
  } as const;
  const asked = await makeHistory().ask(stream, { from, to }, cancelController().signal);
  if (!asked.ok) throw new Error(asked.error.message);
  expect(asked.value.fault).toBeNull();
  const { world } = gateway.gateway;
  const { marketId } = world.universe.byConId(stream.contractId)!.details;
  const request = { size: barSize, what: 'TRADES', regularOnly: isRegularHoursOnly, from, to } as const;
  const expected = world.market.bars(marketId, request).time.filter((time) => time >= from && time < to);
  expect(expected.length).toBeGreaterThan(100);
  expect([...asked.value.bars.time]).toEqual([...expected]);
}

const isCampaign = process.env['TRADEWIND_COUNTS'] === 'full';
/** Over a weekend and, in the campaign, over holidays, half days and the change of clocks. */
const cases: [BarSize, boolean, number][] = isCampaign
  ? [
      ['1 min', false, 40 * MS_PER_DAY],
      ['1 min', true, 40 * MS_PER_DAY],
      ['5 mins', true, 100 * MS_PER_DAY],
      ['30 mins', false, 200 * MS_PER_DAY],
      ['1 hour', false, 400 * MS_PER_DAY],
      ['1 day', true, 3_000 * MS_PER_DAY],
      ['1 week', true, 3_000 * MS_PER_DAY],
      ['5 secs', false, 8 * MS_PER_HOUR],
    ]
  : [
      ['1 min', false, 4 * MS_PER_DAY],
      ['5 mins', true, 10 * MS_PER_DAY],
      ['5 secs', false, 2 * MS_PER_HOUR],
    ];

test.each(cases)(
  '%s bars, regular hours only %s, over %d ms are those of the market, none missing and none twice',
  async (barSize, isRegular, spanMs) => {
    const to = OPEN_TIME - 90_000;
    await askAndCompare(barSize, isRegular, to - spanMs, to);
  },
);
