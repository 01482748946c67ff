import { describe, expect, test } from 'vitest';
import { incrementAt, MARKET_RULES, smallestIncrement } from './market-rules.ts';
import { FUTURE_ROOTS } from './listings/futures.ts';
import { listedExpiries, listedStrikes, option, OPTION_CLASSES } from './listings/options.ts';
import { compactDate } from '../../model/civil-day.ts';
import { Universe } from './universe.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const NOW = at('2025-11-24T15:00');
const universe = new Universe();
const listed = universe.listedAt(NOW);
const futures = (symbol: string, now: number) =>
  universe.futures(
    FUTURE_ROOTS.find((root) => root.symbol === symbol)!,
    now,
  );

test('lists more than a hundred contracts, under ids that are all different and far above any real one', () => {
  expect(listed.length).toBeGreaterThan(100);
  const ids = listed.map(({ details }) => details.contract.conId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toBeGreaterThan(1_700_000_000);
  expect(new Set(listed.map(({ instrument }) => instrument.id)).size).toBe(ids.length);
});

test('ids stay what they are: stored positions and clients depend on them', () => {
  const line = universe.lasting.map(
    ({ details: { contract } }) => `${contract.localSymbol}=${contract.conId - 1_700_000_000}`,
  );
  expect(line.join(' ')).toBe(
    'AAPL=1 MSFT=2 NVDA=3 AMZN=4 GOOG=5 GOOGL=6 META=7 TSLA=8 AVGO=9 AMD=10 INTC=11 CSCO=12 ORCL=13 CRM=14 ' +
      'ADBE=15 QCOM=16 IBM=17 NFLX=18 DIS=19 VZ=20 T=21 JPM=22 BAC=23 WFC=24 C=25 GS=26 V=27 MA=28 IBKR=29 ' +
      'UNH=30 JNJ=31 PFE=32 LLY=33 PG=34 KO=35 PEP=36 WMT=37 COST=38 HD=39 MCD=40 NKE=41 F=42 GM=43 XOM=44 ' +
      'CVX=45 BA=46 CAT=47 GE=48 GME=49 AMC=50 PLUG=51 SPY=101 QQQ=102 IWM=103 DIA=104 TLT=105 IEF=106 ' +
      'GLD=107 SLV=108 USO=109 XLK=110 XLF=111 XLE=112 EEM=113 HYG=114 SPX=201 NDX=202 RUT=203 VIX=204 ' +
      'EUR.USD=301 GBP.USD=302 AUD.USD=303 NZD.USD=304 USD.JPY=305 USD.CHF=306 USD.CAD=307 EUR.GBP=308 ' +
      'EUR.JPY=309 EUR.CHF=310 GBP.JPY=311 AUD.JPY=312 BTC.USD=401 ETH.USD=402',
  );
  expect(futures('ES', NOW).map(({ details }) => details.contract.conId)).toEqual([
    1710001511, 1710001514, 1710001517, 1710001520, 1710001523,
  ]);
  const spy = option(OPTION_CLASSES[0]!, 20_469, 'P', 600, universe.calendars)!;
  expect(spy.details.contract).toMatchObject({ conId: 1777171200, localSymbol: 'SPY   260116P00600000' });
});

describe('every contract', () => {
  const everything = [
    ...listed,
    ...OPTION_CLASSES.flatMap((each) =>
      (['C', 'P'] as const).map((right) =>
        option(each, 20_469, right, each.strikeStep * 200, universe.calendars)!,
      ),
    ),
  ];

  test('is found again by its id, as it was', () => {
    for (const { details, instrument } of everything) {
      expect(universe.byConId(details.contract.conId)).toEqual({ details, instrument });
    }
  });

  test('says that it is simulated, in plain ASCII', () => {
    for (const { details } of everything) {
      expect(details.longName).toMatch(/^[ -~]+ \(SIMULATED\)$/);
      expect(details.marketName).toMatch(/^Simulated [ -~]+$/);
    }
  });

  test('has one market rule for each exchange, and the smallest of their increments as its tick', () => {
    for (const { details } of everything) {
      expect(details.marketRuleIds.length).toBe(details.validExchanges.length);
      expect(details.validExchanges).toContain(details.contract.exchange);
      const bands = details.marketRuleIds.flatMap((id) => MARKET_RULES.get(id)!);
      expect(details.minTick).toBe(smallestIncrement(bands));
    }
  });

  test('is quoted on the grid of its rule, in the hours of its calendar', () => {
    for (const { details, instrument } of everything) {
      for (const id of details.marketRuleIds) {
        for (const { lowEdge } of MARKET_RULES.get(id)!) {
          const steps = instrument.tick / incrementAt(MARKET_RULES.get(id)!, lowEdge);
          expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-9);
          expect(Math.round(steps)).toBeGreaterThanOrEqual(1);
        }
      }
      expect(instrument.id).toBe(details.marketId);
      expect(instrument.sessions).toBe(universe.sessionsOf(details));
      expect(details.timeZoneId).toBe(universe.sessionsOf(details).timeZone);
      expect(instrument.lot).toBe(details.sizeIncrement);
    }
  });

  test('moves by something that is there, and by no more than everything', () => {
    const movers = new Map(
      [...universe.latent, ...universe.lasting.map(({ instrument }) => instrument)].map((each) => [
        each.id,
        each,
      ]),
    );
    for (const instrument of [...universe.latent, ...everything.map((each) => each.instrument)]) {
      switch (instrument.moves) {
        case 'by-itself':
          expect(instrument.loadings.market ** 2 + instrument.loadings.sector ** 2).toBeLessThanOrEqual(1);
          expect(instrument.anchorPrice).toBeGreaterThan(0);
          break;
        case 'with-others':
          for (const { id } of instrument.terms) expect(movers.get(id)?.moves).toBe('by-itself');
          break;
        case 'as-option':
          expect(movers.has(instrument.underlyingId)).toBe(true);
      }
    }
  });
});

describe('futures', () => {
  // Source: last trade dates as CME Group published them. The third Friday of June 2026 is a holiday.
  test.each([
    ['ES', '20251219 20260320 20260618 20260918 20261218', 'ESZ5 ESH6 ESM6 ESU6 ESZ6'],
    ['CL', '20251219 20260120 20260220 20260320 20260421 20260519', 'CLF6 CLG6 CLH6 CLJ6 CLK6 CLM6'],
    ['GC', '20251229 20260225 20260428 20260626 20260827 20261028', 'GCZ5 GCG6 GCJ6 GCM6 GCQ6 GCV6'],
  ])('%s expires on %s', (symbol, dates, localSymbols) => {
    const contracts = futures(symbol, NOW).map(({ details }) => details.contract);
    expect(contracts.map((each) => each.lastTradeDateOrContractMonth).join(' ')).toBe(dates);
    expect(contracts.map((each) => each.localSymbol).join(' ')).toBe(localSymbols);
  });

  test('the next one takes the place of the one that has expired, at the minute', () => {
    const [front] = futures('ES', NOW);
    const { expiresAt } = front!.details;
    expect(new Date(expiresAt!).toISOString()).toBe('2025-12-19T14:30:00.000Z');
    expect(futures('ES', expiresAt! - 1)[0]!.details.contract.localSymbol).toBe('ESZ5');
    expect(futures('ES', expiresAt!).map(({ details }) => details.contract.localSymbol)).toEqual([
      'ESH6',
      'ESM6',
      'ESU6',
      'ESZ6',
      'ESH7',
    ]);
    // Time may also go back: history is asked about.
    expect(futures('ES', NOW)[0]!.details.contract.localSymbol).toBe('ESZ5');
  });

  test('each root lists its number of months at any time in thirty years, in order, all alive', () => {
    const stepDays = process.env.TRADEWIND_COUNTS === 'full' ? 1 : 61;
    const faulty: string[] = [];
    for (let now = at('2010-01-01T12:00'); now < at('2040-01-01T00:00'); now += stepDays * 86_400_000) {
      for (const root of FUTURE_ROOTS) {
        const expiries = universe.futures(root, now).map(({ details }) => details.expiresAt!);
        const inOrder = expiries.every((each, index) => each > (expiries[index - 1] ?? now));
        if (expiries.length !== root.listedCount || !inOrder)
          faulty.push(`${root.symbol} ${new Date(now).toISOString()}`);
      }
    }
    expect(faulty).toEqual([]);
  });
});

describe('options', () => {
  const calendar = universe.calendars.official('us-options');

  test('expire on six Fridays, eight third Fridays and two Januaries, or on the Thursday of a closed Friday', () => {
    expect(listedExpiries(NOW, calendar).map(compactDate).join(' ')).toBe(
      '20251128 20251205 20251212 20251219 20251226 20260102 20260116 20260220 20260320 20260417 20260515 20260618 ' +
        '20260717 20270115',
    );
    expect(listedExpiries(at('2026-03-30T15:00'), calendar).map(compactDate)).toContain('20260402');
  });

  test('an expiry is listed until its close, 13:00 on a half day', () => {
    expect(compactDate(listedExpiries(at('2025-11-28T17:59'), calendar)[0]!)).toBe('20251128');
    expect(compactDate(listedExpiries(at('2025-11-28T18:00'), calendar)[0]!)).toBe('20251205');
  });

  test('strikes lie on the grid around the price, wider apart for far expiries', () => {
    const [spy, aapl] = OPTION_CLASSES;
    expect(listedStrikes(spy!, 100, 10)).toEqual(Array.from({ length: 25 }, (_, index) => 88 + index));
    expect(listedStrikes(spy!, 100, 300)).toEqual([60, 65, 70, 75, 80, 85, 90, 95, 100, 105, 110, 115, 120, 125, 130, 135, 140]);
    expect(listedStrikes(aapl!, 20, 10)).toEqual([20]);
    for (const strike of listedStrikes(aapl!, 271.37, 60)) expect(strike % 2.5).toBe(0);
  }); // prettier-ignore
});

test('a world that never closes keeps ids, expiries and dividends', () => {
  const open = new Universe({ alwaysOpen: true });
  const contracts = (each: Universe) =>
    each.listedAt(NOW).map(({ details: { contract, expiresAt } }) => ({ contract, expiresAt }));
  expect(contracts(open)).toEqual(contracts(universe));
  const actions = (each: Universe) =>
    each.lasting.map(({ instrument }) => ('actions' in instrument ? instrument.actions : null));
  expect(actions(open)).toEqual(actions(universe));
  const sunday = at('2026-01-04T03:00');
  expect(open.lasting.every(({ details }) => open.sessionsOf(details).isOpenAt(sunday, 'regular'))).toBe(
    true,
  );
});
