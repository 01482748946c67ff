import { BAR_SIZES } from '#shared/model/bar-size.ts';
import { BACKTEST_RULES } from '#shared/risk/backtest-limits.ts';
import { CALENDAR_IDS } from '#shared/model/sessions/session-rules.ts';
import { screenParametersSchema } from '#shared/model/screen.ts';
import type { StrategyDescription } from '#shared/strategies/library.ts';
import { orderOf } from '#shared/strategies/symbol-roles.ts';

/** @param strategies as the library describes them */
export function helpText(strategies: readonly StrategyDescription[]): string {
  const list = strategies.map((one) => {
    const settings = Object.entries(one.defaults).map(([name, value]) => `${name}=${value}`);
    const symbols = one.roles === null ? '' : `\n    --symbols in this order: ${orderOf(one.roles)}`;
    return `  ${one.strategyId.padEnd(20)} ${settings.join(' ')}\n    ${one.description}${symbols}`;
  });
  const screenDefaults = Object.entries(screenParametersSchema.parse({}))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  return `Tradewind on the command line: the application's own engine and library, without its window.

npm run backtest -- --strategy ID (--symbols A,B | --universe FILE | --import DIR | --data FILE.csv) [options]
  --symbols SPX,AAPL@csv  series of the library, with their source where a symbol has several; a source with a comma
                          in it takes quotes, and the shell takes quotes around those: 'AAPL@"csv:a,b.csv"'
  --per-symbol            an account of its own for each symbol, in parallel; one that fails is told with its reason.
                          A strategy that needs two symbols gets those that move together, in pairs
  --universe FILE         per symbol, the names in a file: one a line, or a CSV with a column "symbol"
  --import DIR            imports every CSV in a folder first, and runs per symbol on what it gave
  --strategy FILE.ts      a strategy of your own; or the id of one in the folder strategies of the data directory
  --set NAME=VALUE        a strategy parameter; may be repeated
  --set quantity=1        how much an entry buys: units, or cash=5000, or percent=95 (of equity, the default)
  --from, --to DATE       first and last date to trade on, both included
  --cash 100000           the account at the start
  --commission none       or per-order:1, per-unit:0.005, per-unit:0.005:1 (with a minimum), bps:2, and the
                          broker's price lists ib-fixed, ib-tiered
  --slippage none         or ticks:1, bps:1
  --actions FILE.csv      splits and dividends of raw prices: columns symbol, date (the ex-date), kind (split, dividend)
                          and value (new shares for an old one, cash per share of the evening before)
  --account cash          or margin: sells short, borrows by Regulation T, closes what it cannot keep
  --borrow 0              what a short position costs, per cent a year
  --limit-fill through    or touch: when a limit order fills
  --close-fill next-close or this-close: which close an order for the close gets
  --participation none    most that orders fill of a bar's volume, per cent
  --latency 0             bars that an order needs to get to the market
  --hours regular         or extended: only bars that start in these hours, for bars shorter than a day; DAY orders end
                          with the session. Absent: every bar, and days end at midnight
  --calendar us-stocks    whose hours: ${CALENDAR_IDS.slice(1).join(', ')}
  --base USD              an account in this currency that holds all currencies of its symbols: fills settle in their own
  --rate EUR=1.08         what one of a currency is worth in it; may be repeated. Absent: a series of the library, such as
                          EURUSD or USDEUR, or two over USD
  --currency-interest 0   what cash below zero costs, per cent a year
  --exit-at-end           closes every position at the close of its session's last bar
  --risk neutral          asks every order about the pre-trade limits of trading: the default limits of practice, paper
                          or live, or {"profile":...,"rules":{...}} from a file FILE.json
  --risk-limit RULE=VALUE a figure of one rule, as order-value=25000, short-sale.isAllowed=false or drawdown=off; may be
                          repeated. Rules: ${wrapped(BACKTEST_RULES)}
  --check look-ahead,warm-up
                          runs again with the future cut off, and with less and less history; exit code 1 when the
                          strategy looked ahead
  --monte-carlo 1000 --seed 1
                          what other orders of the same trades could have brought
  --workers N             threads that compute; one per core where absent
  --plan                  says what would be done and how long it would take, by a calibration run of a fraction of a
                          second, and does not do it; with sweep and walk-forward too
  --json                  one JSON object on standard output

npm run backtest -- sweep --strategy ID --grid NAME=FROM:TO:STEP ... [options]
  the same settings on many parameters; every trial has the hash of the same run by itself
  --grid fast=5:50:5      a parameter to vary: both ends included, or a list fast=5,10,20; may be repeated
  --random 200 --seed 1   draws so many combinations instead of taking all
  --by sharpe             what ranks them, such as totalReturn, calmar, profitFactor, maxDrawdown
  --top 10                rows of the table of the best and the worst
  --stream                one line of JSON per trial as it comes, the whole at the end

npm run backtest -- walk-forward --strategy ID --grid ... --in-sample 504 --out-of-sample 126 [options]
  chooses on so many bars by --by, trades the next ones, and so on; --anchored begins every choice at the first bar

npm run screen -- [--symbols A,B | --universe FILE | --import DIR | --data FILE.csv] [--as-of DATE] [options]
  scores daily series for a bullish breakout and says of each whether it passes and why; all of the library where
  nothing is named
  --as-of DATE            judges the last bar up to that day; the last bar of each symbol where absent
  --set NAME=VALUE        what it must bring: ${screenDefaults}
  --top 20                rows of the table of those that did not pass

npm run import -- FILE.csv ... [options]
  --existing refuse       or keep, replace: what happens to bars that are there already
  --all-or-nothing        one refused row refuses the file
  --json                  one JSON object per file

Both
  --symbol, --source, --currency, --tick, --multiplier, --lot, --time-zone, --adjustment
                          what a file does not say of itself; guessed from it where absent
  --bar-size SIZE         ${BAR_SIZES.slice(0, 6).join(', ')} ... ${BAR_SIZES.slice(-3).join(', ')}
  --data-dir DIR          the data directory; else TRADEWIND_DATA_DIR, else the platform's own

Strategies
${list.join('\n')}

Signals are taken on the close and filled at the next open. Open positions are marked at the last close.
Exit codes: 0 done, 1 failed, 2 bad arguments, 130 interrupted.
`;
}

/** In lines that fit under the options. */
function wrapped(words: readonly string[]): string {
  const lines = [''];
  for (const word of words) {
    if (lines.at(-1)!.length + word.length > 84) lines.push('');
    lines[lines.length - 1] += ` ${word}`;
  }
  return lines.map((line) => line.trim()).join(`\n${' '.repeat(26)}`);
}
