import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RiskActivity, type RiskActivitySnapshot } from '#shared/risk/pre-trade/activity/risk-activity.ts';
import { EquityWatch, REST_MS } from './equity-watch.ts';

/** An account of 100,000, looked at once a second, as the desk does. */
class Account {
  readonly activity = new RiskActivity('America/New_York');
  readonly watch = new EquityWatch(this.activity);
  at = Date.UTC(2026, 4, 7, 15);
  equity = 100_000;
  dayPnl = 0;
  outside = 0;

  pass(seconds: number): this {
    for (let second = 0; second < seconds; second++) {
      this.at += 1_000;
      this.watch.mark({
        ...{ at: this.at, equity: this.equity, dayPnl: this.dayPnl },
        outside: new Map([['USD', this.outside]]),
        rateOf: () => 1,
      });
    }
    return this;
  }

  earn(amount: number): this {
    this.equity += amount;
    this.dayPnl += amount;
    return this.pass(1);
  }

  pay(amount: number): this {
    this.equity += amount;
    this.outside += amount;
    return this.pass(1);
  }

  /** As after a start with what the journal kept. */
  restart(): Account {
    const next = new Account();
    const { at, equity, dayPnl, outside } = this;
    Object.assign(next, { at, equity, dayPnl, outside });
    next.activity.restore(JSON.parse(JSON.stringify(this.activity.snapshot())) as RiskActivitySnapshot);
    return next;
  }

  /** Falls of the day and from the high, as parts. */
  get falls(): readonly number[] {
    const { dayStart, dayLow, high, lowSinceHigh } = this.activity.equity;
    return [1 - dayLow / dayStart, 1 - lowSinceHigh / high].map((part) => Math.round(part * 1e9) / 1e9);
  }
}

const REST = REST_MS / 1_000 + 1;
const opened = () => new Account().pass(10);

test('money paid in hides no loss, neither one that was made nor one that follows', () => {
  const account = opened().earn(-3_000).pass(5).pay(50_000).pass(REST);
  expect(account.falls).toEqual([0.03, 0.03]);
  // Of the 147,000 that there were by then.
  account.earn(-1_470).pass(5);
  expect(account.falls).toEqual([0.0397, 0.0397]);
});

test('a loss made in the very seconds in which money comes in counts', () => {
  const account = opened().pay(50_000).earn(-4_000).pass(2).earn(3_000).pass(REST);
  expect(account.falls).toEqual([0.04, 0.04]);
  expect(account.watch.isInDoubt).toBe(false);
});

test('money paid out trips nothing for longer than it is in doubt, where the broker tells that nothing was lost', () => {
  const account = opened().earn(-1_000).pay(-40_000);
  expect(account.falls).toEqual([0.41, 0.41]);
  expect(account.watch.isInDoubt).toBe(true);
  account.pass(REST);
  expect(account.falls).toEqual([0.01, 0.01]);
});

test.each([
  ['the broker tells no result of the day', (account: Account) => (account.dayPnl = NaN)],
  [
    'the broker tells a loss of that size: a trade that we missed',
    (account: Account) => (account.dayPnl -= 40_000),
  ],
  ['what it tells fits neither', (account: Account) => (account.dayPnl -= 15_000)],
])('money gone that no execution explains stays a loss when %s', (_, tell) => {
  const account = opened();
  tell(account);
  account.pay(-40_000).pass(2 * REST);
  expect(account.falls).toEqual([0.4, 0.4]);
  // It has been counted once, and is over.
  expect(account.watch.isInDoubt).toBe(false);
});

test('cash that moves while the equity does not is no money paid in: a dividend long accrued, or a fill that we missed', () => {
  const account = opened();
  account.outside += 20_000;
  account.pass(2 * REST);
  account.outside -= 20_000;
  account.pass(2 * REST);
  expect(account.falls).toEqual([0, 0]);
});

test('a fill whose cash comes later is no doubt that lasts, and a gain made in that time counts as one', () => {
  const account = opened();
  account.outside += 20_000;
  account.pass(3).earn(1_000).pass(2);
  account.outside -= 20_000;
  account.pass(5);
  expect(account.watch.isInDoubt).toBe(false);
  expect(account.activity.equity.high).toBe(101_000);
});

test('small sums add up, and what moves on and on is judged after a minute', () => {
  const account = opened().earn(-3_000);
  for (let count = 0; count < 200; count++) account.pay(9).pass(2);
  account.pass(60);
  expect(account.falls[0]).toBeGreaterThan(0.0299);
});

test('what came in while nobody looked is no gain, and marks in doubt are never found by a restart', () => {
  const off = opened().earn(-3_000).pass(5).restart();
  off.equity += 50_000;
  off.outside += 50_000;
  off.pass(REST + 1);
  expect(off.falls).toEqual([0.03, 0.03]);
});

test('money told by the worth before it is told by the cash hides nothing either', () => {
  const account = opened().earn(-3_000).pass(5);
  account.equity += 50_000;
  account.pass(1);
  account.outside += 50_000;
  account.pass(REST + 1);
  expect(account.falls).toEqual([0.03, 0.03]);
});

test('a day that begins in the doubt begins without the money; a drawdown measured anew meanwhile stays anew', () => {
  const account = opened().earn(-3_000).pass(5);
  account.at = Date.UTC(2026, 4, 8, 4) - 5_000; // midnight in New York is near
  account.pay(50_000).pass(REST);
  expect(account.falls).toEqual([0, 0.03]);

  const again = opened().earn(-3_000).pass(5).pay(50_000).pass(2);
  again.activity.equity.restartDrawdown(again.equity);
  again.pass(REST);
  expect(again.falls).toEqual([0.03, 0]);
});

test('nothing to compare with, or no rate: the equity is marked as it is told', () => {
  const account = opened();
  account.watch.mark({ at: account.at, equity: 90_000, dayPnl: NaN, outside: null, rateOf: () => 1 });
  const outside = new Map([['JPY', 5_000]]);
  account.watch.mark({ at: account.at, equity: 90_000, dayPnl: NaN, outside, rateOf: () => NaN });
  expect(account.falls).toEqual([0.1, 0.1]);
  expect(account.watch.isInDoubt).toBe(false);
});

test('whatever is paid in and out, the falls are those of a unit of the account', () => {
  const numRuns = process.env['TRADEWIND_COUNTS'] === 'full' ? 5_000 : 25;
  const anyStep = fc.oneof(
    fc.record({
      kind: fc.constant('earn' as const),
      part: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
    }),
    fc.record({ kind: fc.constant('pay' as const), part: fc.double({ min: -0.5, max: 2, noNaN: true }) }),
    fc.record({ kind: fc.constant('restart' as const), part: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 25 }), (steps) => {
      let account = opened();
      let [unit, high, low, lowSinceHigh] = [1, 1, 1, 1];
      for (const { kind, part } of steps) {
        const amount = Math.round(account.equity * part);
        if (kind === 'restart') account = account.restart().pass(5);
        else if (kind === 'pay') account.pay(amount).pass(REST);
        else {
          unit *= 1 + amount / account.equity;
          account.earn(amount).pass(5);
        }
        low = Math.min(low, unit);
        if (unit > high) high = lowSinceHigh = unit;
        lowSinceHigh = Math.min(lowSinceHigh, unit);
      }
      // What is smaller than a ten-thousandth of the account may stand in it unnoticed.
      expect(Math.abs(account.falls[0]! - (1 - low))).toBeLessThan(0.003);
      expect(Math.abs(account.falls[1]! - (1 - lowSinceHigh / high))).toBeLessThan(0.003);
    }),
    { numRuns },
  );
});
