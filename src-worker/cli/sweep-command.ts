import type { SweepSpec, TrialSummary } from '#shared/model/study.ts';
import { prepareSweep, runSweep, type SweepResult } from '../orchestrator/studies/sweep.ts';
import { formatFigure } from '../reports/format.ts';
import { EXIT, failed, misused, type CommandHost } from './command-host.ts';
import { planCommand } from './plan-command.ts';
import { progressBar } from './progress-bar.ts';
import type { Session } from './session.ts';
import { settingsFor } from './settings-for.ts';
import type { SweepArguments } from './study-arguments.ts';
import { interrupted, withSeries, type ChosenSeries } from './with-series.ts';

/** Runs every trial of a sweep, prints what came of them, and returns the exit code. */
export async function sweepCommand(args: SweepArguments, host: CommandHost): Promise<number> {
  return withSeries(
    args,
    host,
    () => undefined,
    (session, chosen) => sweep(args, host, session, chosen),
  );
}

async function sweep(
  args: SweepArguments,
  host: CommandHost,
  session: Session,
  { series, missing }: ChosenSeries,
): Promise<number> {
  const { services } = session;
  for (const { name, reason } of missing) host.tell(`${name}: ${reason}`);
  if (series.length === 0) return misused(host, 'There is no series to run on.');
  const spec: SweepSpec = {
    base: {
      ...settingsFor(args.settings, services.strategies),
      seriesIds: series.map(({ seriesId }) => seriesId),
    },
    space: args.space,
    random: args.random,
    objective: args.objective,
  };
  if (args.planOnly) return planCommand({ kind: 'sweep', spec }, args.json, host, session);
  const prepared = await prepareSweep(spec, services);
  if (!prepared.ok)
    return misused(host, [prepared.error.message, prepared.error.help].filter(Boolean).join(' '));
  const abort = new AbortController();
  const stopListening = host.onInterrupt(() => {
    abort.abort();
  });
  const bar = args.json ? undefined : progressBar('Trials', host);
  try {
    const result = await runSweep(prepared.value, services, {
      signal: abort.signal,
      onTrial: (trial, done, total) => {
        bar?.show(done, total);
        if (args.stream) host.print(`${JSON.stringify({ trial })}\n`);
      },
    });
    bar?.stop();
    if (!result.ok) return result.error.code === 'cancelled' ? interrupted(host) : failed(host, result.error);
    print(args, host, spec, result.value);
    return result.value.trials.some(({ figures }) => figures !== null) ? EXIT.done : EXIT.failed;
  } finally {
    bar?.stop();
    stopListening();
  }
}

function print(args: SweepArguments, host: CommandHost, spec: SweepSpec, result: SweepResult): void {
  if (args.json || args.stream) host.print(`${JSON.stringify(sweepJson(spec, result))}\n`);
  else host.print(sweepTable(args, result));
}

/** Percentages are fractions, money is in the currency of the account, as in the JSON of a run. */
function sweepJson({ base, space, random, objective }: SweepSpec, result: SweepResult): object {
  const { trials, ranking, refusedCount, deflation, dataHashes, times } = result;
  return {
    strategy: base.strategyId,
    fixed: base.parameters,
    space,
    random: random ?? null,
    objective,
    trialCount: trials.length,
    failedCount: trials.filter(({ figures }) => figures === null).length,
    refusedCombinations: refusedCount,
    deflation,
    best: trials[ranking[0]!] ?? null,
    worst: lastRanked(result) ?? null,
    trials,
    dataHashes,
    times,
  };
}

function lastRanked({ trials, ranking }: SweepResult): TrialSummary | undefined {
  return ranking.map((index) => trials[index]!).findLast(({ figures }) => figures !== null);
}

function sweepTable({ objective, top }: SweepArguments, result: SweepResult): string {
  const { trials, ranking, refusedCount, deflation, times } = result;
  const done = ranking.map((index) => trials[index]!).filter(({ figures }) => figures !== null);
  const failed = trials.filter(({ figures }) => figures === null);
  const lines = [
    `${trials.length} trials, ${failed.length} failed, ${refusedCount} combinations refused by the strategy; ${(times.wallMs / 1_000).toFixed(2)} s`,
  ];
  if (deflation !== null) {
    lines.push(
      `Of ${deflation.trialCount} trials the luckiest would show a Sharpe ratio of ${deflation.luckiest.toFixed(4)} per period by chance alone; "deflated" is how likely a trial's own lies above it.`,
    );
  }
  lines.push('', `Best by ${objective}`, heading(), ...done.slice(0, top).map((one) => row(one)));
  if (done.length > top) {
    const worst = done.slice(Math.max(top, done.length - top)).toReversed();
    lines.push('', 'Worst', heading(), ...worst.map((one) => row(one)));
  }
  if (failed.length > 0) {
    lines.push(
      '',
      'Failed',
      ...failed.slice(0, top).map((trial) => `  ${named(trial)}: ${trial.reason ?? ''}`),
    );
  }
  return `${lines.join('\n')}\n`;
}

const COLUMNS = [
  ['Equity', 'finalEquity', 'money'],
  ['Return', 'totalReturn', 'fraction'],
  ['Sharpe', 'sharpe', 'ratio'],
  ['deflated', 'deflatedSharpe', 'fraction'],
  ['Drawdown', 'maxDrawdown', 'fraction'],
  ['Trades', 'tradeCount', 'count'],
] as const;

export function heading(): string {
  return `  ${COLUMNS.map(([title]) => title.padStart(14)).join('')}`;
}

/** @param name what stands behind the figures; the trial's parameters where absent */
export function row(trial: TrialSummary, name = named(trial)): string {
  const cells = COLUMNS.map(([, name, unit]) =>
    formatFigure(trial.figures?.[name] ?? null, unit).padStart(14),
  );
  return `  ${cells.join('')}  ${name}`;
}

function named({ parameters }: TrialSummary): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
