import { EventName, type IBApi } from '@stoqey/ib';
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import { ticket } from '#shared/orders/testing/samples.ts';
import { TwsRequests } from './requests.ts';
import type { Session } from './session.ts';
import { scriptedSession } from './testing/scripted-session.ts';
import { TwsMarketData } from './tws-market-data.ts';

/** What TWS says of lines and farms, without a socket. */

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const MARKET_DATA_TYPE = 'type';

let requests: TwsRequests;
let session: Session;
let source: TwsMarketData;
let sent: string[];

function begin(): void {
  const api: Partial<IBApi> = {
    reqMarketDataType: () => void sent.push(MARKET_DATA_TYPE) as unknown as IBApi,
    reqMktData: (id) => void sent.push(`open ${id}`) as unknown as IBApi,
    cancelMktData: (id) => void sent.push(`cancel ${id}`) as unknown as IBApi,
  };
  session = scriptedSession(new ManualTimers(), () => 0, api);
  requests.begin(session);
}

const say = (code: number, text: string, id = -1) => requests.noticed(session, id, code, text);

beforeEach(() => {
  sent = [];
  requests = new TwsRequests({ timers: new ManualTimers(), log });
  source = new TwsMarketData(requests, { now: () => unixMillis(0) });
  begin();
});

describe('a line', () => {
  let values: number[];
  let ends: boolean[];

  function open(): number {
    [values, ends] = [[], []];
    source.openQuotes(ticket().contract, {
      value: (_, value) => void values.push(value),
      dataKind: quiet,
      fault: (_, isOver) => void ends.push(isOver),
    });
    return Number(sent.at(-1)!.split(' ')[1]);
  }

  test.each([10197, 322, 10225])('that TWS may go on with after %d is taken back there too', (code) => {
    const id = open();
    say(code, 'a competing session, or something nobody knows', id);
    expect([ends, sent.at(-1)]).toEqual([[true], `cancel ${id}`]);
  });

  test.each([101, 200, 354])('that has ended by %d costs no message more', (code) => {
    const id = open();
    say(code, 'there is none', id);
    expect([ends, sent.at(-1)]).toEqual([[true], `open ${id}`]);
  });

  test.each([10090, 10091, 10167])('of which only a part is missing (%d) goes on', (code) => {
    const id = open();
    say(code, 'a part of it', id);
    requests.happened(session, EventName.tickPrice, [id, 1, 10.5]);
    expect([ends, values]).toEqual([[false], [10.5]]);
  });

  test('of an option tells volatility and delta by the model, not by a side of the market; what is not computed is none', () => {
    const id = open();
    const computed = (...of: unknown[]) =>
      requests.happened(session, EventName.tickOptionComputation, [id, ...of]);
    computed(10, 0, 0.3, 0.4);
    computed(13, 0, 0.25, -0.52);
    computed(83, 0, undefined, Number.MAX_VALUE);
    expect(values).toEqual([0.25, -0.52, NaN, NaN]);
  });
});

test('servers and farms of market data that are lost are told, and farms that are back once all of them are', () => {
  const heard: boolean[] = [];
  source.onInterrupted((isInterrupted) => heard.push(isInterrupted));
  const farm = (code: number, name: string) => say(code, `Market data farm connection is whatever:${name}`);
  farm(2104, 'usfarm');
  say(2105, 'HMDS data farm connection is broken:ushmds');
  expect(heard).toEqual([]);
  farm(2103, 'usfarm');
  farm(2103, 'eufarm');
  farm(2104, 'usfarm');
  expect(heard).toEqual([true, true]);
  farm(2108, 'eufarm');
  expect(heard).toEqual([true, true, false]);

  farm(2103, 'usfarm');
  say(1100, 'lost');
  farm(2104, 'usfarm');
  expect(heard.slice(3), 'the servers are still away').toEqual([true, true]);
  say(1102, 'back');
  farm(2103, 'usfarm');
  requests.end(session);
  begin();
  farm(2104, 'usfarm');
  expect(heard.slice(5), 'a new session says its own').toEqual([true]);
});
