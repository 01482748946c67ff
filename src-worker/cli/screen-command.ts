import { isoDateOf } from '#shared/model/iso-date.ts';
import type { ScreenResult } from '#shared/model/screen.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import { passedBestFirst } from '../orchestrator/screens/rank-screened.ts';
import { runScreen, type ScreenOutcome } from '../orchestrator/screens/run-screen.ts';
import { EXIT, failed, misused, type CommandHost } from './command-host.ts';
import { progressBar } from './progress-bar.ts';
import type { ScreenArguments } from './screen-arguments.ts';
import type { Session } from './session.ts';
import { interrupted, withSeries, type ChosenSeries } from './with-series.ts';

/** Judges every symbol, prints who passes and why the others do not, and returns the exit code. */
export async function screenCommand(args: ScreenArguments, host: CommandHost): Promise<number> {
  return withSeries(
    args,
    host,
    () => undefined,
    (session, chosen) => screen(args, host, session, chosen),
  );
}

async function screen(
  args: ScreenArguments,
  host: CommandHost,
  session: Session,
  { series: named, missing }: ChosenSeries,
): Promise<number> {
  const series = args.isWholeLibrary ? await dailySeries(session) : named;
  if (series.length + missing.length === 0)
    return misused(host, 'There is no series to screen. Import one: npm run import -- FILE.csv.');
  const abort = new AbortController();
  const stopListening = host.onInterrupt(() => {
    abort.abort();
  });
  const bar = args.json ? undefined : progressBar('Symbols', host);
  try {
    const outcome = await runScreen(series, args, session.screens, {
      signal: abort.signal,
      onResult: (_, done, total) => bar?.show(done, total),
    });
    bar?.stop();
    if (!outcome.ok)
      return outcome.error.code === 'cancelled' ? interrupted(host) : failed(host, outcome.error);
    if (args.json) host.print(`${JSON.stringify(screenJson(args, outcome.value, missing))}\n`);
    else host.print(screenTable(args, outcome.value, missing));
    return outcome.value.results.some(({ score }) => score !== null) ? EXIT.done : EXIT.failed;
  } finally {
    bar?.stop();
    stopListening();
  }
}

async function dailySeries({ library }: Session): Promise<readonly SeriesSummary[]> {
  const series = (await library.listSeries()).filter(({ barSize }) => barSize === '1 day');
  const key = ({ symbol, source }: SeriesSummary) => `${symbol}\n${source}`;
  return series.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

type Missing = ChosenSeries['missing'];

/** In the order in which the symbols were named, those that passed also best first. */
function screenJson({ parameters, asOf }: ScreenArguments, outcome: ScreenOutcome, missing: Missing): object {
  const { results, wallMs } = outcome;
  const passed = passedBestFirst(results);
  return {
    screen: 'bullish-breakout',
    parameters,
    asOf: asOf ?? null,
    symbolCount: results.length + missing.length,
    scoredCount: results.filter(({ score }) => score !== null).length,
    passedCount: passed.length,
    passed: passed.map(({ symbol }) => symbol),
    symbols: results.map(({ seriesId, barSize, time, ...rest }) => ({
      ...rest,
      date: time === null ? null : isoDateOf(time),
    })),
    missing,
    wallMs,
  };
}

function screenTable({ top }: ScreenArguments, { results, wallMs }: ScreenOutcome, missing: Missing): string {
  const passed = passedBestFirst(results);
  const others = results
    .filter((one) => !one.passed && one.score !== null)
    .sort((a, b) => b.score! - a.score!);
  const unscored = results.filter(({ score }) => score === null);
  const lines = [
    `${passed.length} of ${results.length + missing.length} symbols pass; ${(wallMs / 1_000).toFixed(2)} s`,
    `  symbol      score  class     date        reasons`,
    ...passed.map(row),
  ];
  if (top > 0 && others.length > 0) lines.push('', 'Not passed', ...others.slice(0, top).map(row));
  if (others.length > top) lines.push(`  and ${others.length - top} more`);
  const reasons = [
    ...unscored.map(({ symbol, reasons: [reason] }) => `  ${symbol}: ${reason}`),
    ...missing.map(({ name, reason }) => `  ${name}: ${reason}`),
  ];
  if (reasons.length > 0) lines.push('', 'Without a score', ...reasons);
  return `${lines.join('\n')}\n`;
}

function row({ symbol, score, classification, time, reasons }: ScreenResult): string {
  const date = time === null ? '' : isoDateOf(time);
  return `  ${symbol.padEnd(10)}${score!.toFixed(1).padStart(7)}  ${classification.padEnd(9)} ${date}  ${reasons.join(' ')}`;
}
