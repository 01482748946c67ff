import { isoDateOf } from '#shared/model/iso-date.ts';
import type { SweepSpec } from '#shared/model/study.ts';
import { prepareSweep } from '../orchestrator/studies/sweep.ts';
import { runWalkForward, type WalkForwardResult } from '../orchestrator/studies/walk-forward.ts';
import { formatFigure } from '../reports/format.ts';
import { EXIT, failed, misused, type CommandHost } from './command-host.ts';
import { planCommand } from './plan-command.ts';
import { progressBar } from './progress-bar.ts';
import type { Session } from './session.ts';
import { settingsFor } from './settings-for.ts';
import type { WalkForwardArguments } from './study-arguments.ts';
import { interrupted, withSeries, type ChosenSeries } from './with-series.ts';

/** Chooses and trades window after window, prints what came of it, and returns the exit code. */
export async function walkForwardCommand(args: WalkForwardArguments, host: CommandHost): Promise<number> {
  return withSeries(
    args,
    host,
    () => undefined,
    (session, chosen) => walkForward(args, host, session, chosen),
  );
}

async function walkForward(
  args: WalkForwardArguments,
  host: CommandHost,
  session: Session,
  { series, missing }: ChosenSeries,
): Promise<number> {
  const { services } = session;
  for (const { name, reason } of missing) host.tell(`${name}: ${reason}`);
  if (series.length === 0) return misused(host, 'There is no series to run on.');
  const { space, random, objective, windows } = args;
  const settings = settingsFor(args.settings, services.strategies);
  const base = { ...settings, seriesIds: series.map(({ seriesId }) => seriesId) };
  const spec: SweepSpec = { base, space, random, objective };
  if (args.planOnly) return planCommand({ kind: 'walk-forward', spec, windows }, args.json, host, session);
  const prepared = await prepareSweep(spec, services);
  if (!prepared.ok)
    return misused(host, [prepared.error.message, prepared.error.help].filter(Boolean).join(' '));
  const abort = new AbortController();
  const stopListening = host.onInterrupt(() => {
    abort.abort();
  });
  const bar = args.json ? undefined : progressBar('Trials', host);
  try {
    const result = await runWalkForward(prepared.value, windows, services, {
      signal: abort.signal,
      onTrial: (_, done, total) => bar?.show(done, total),
    });
    bar?.stop();
    if (!result.ok) {
      if (result.error.code === 'cancelled') return interrupted(host);
      return result.error.code === 'windows-do-not-fit'
        ? misused(host, `${result.error.message} ${result.error.help ?? ''}`)
        : failed(host, result.error);
    }
    if (args.json) host.print(`${JSON.stringify(walkForwardJson(spec, args, result.value))}\n`);
    else host.print(walkForwardTable(args, result.value));
    return result.value.windows.some((one) => one.result !== null) ? EXIT.done : EXIT.failed;
  } finally {
    bar?.stop();
    stopListening();
  }
}

function walkForwardJson(
  spec: SweepSpec,
  { windows }: WalkForwardArguments,
  result: WalkForwardResult,
): object {
  return {
    strategy: spec.base.strategyId,
    space: spec.space,
    random: spec.random ?? null,
    objective: spec.objective,
    ...windows,
    ...result,
    windows: result.windows.map(({ inSample, outOfSample, chosen, result: after, reason }) => ({
      inSample: { from: isoDateOf(inSample[0]), to: isoDateOf(inSample[1]) },
      outOfSample: { from: isoDateOf(outOfSample[0]), to: isoDateOf(outOfSample[1]) },
      chosen,
      fills: after?.fills.time.length ?? null,
      statistics: after?.statistics ?? null,
      hash: after?.hash ?? null,
      reason,
    })),
  };
}

function walkForwardTable({ objective }: WalkForwardArguments, result: WalkForwardResult): string {
  const cell = (value: number | null | undefined, unit: 'ratio' | 'fraction') =>
    formatFigure(value ?? null, unit).padStart(12);
  const lines = result.windows.map(({ inSample, outOfSample, chosen, result: after, reason }) => {
    const dates = [...inSample, ...outOfSample].map((time) => isoDateOf(time));
    const figures = [
      cell(chosen?.figures?.sharpe, 'ratio'),
      cell(after?.statistics.sharpe, 'ratio'),
      cell(after?.statistics.totalReturn, 'fraction'),
    ];
    const set = Object.entries(chosen?.parameters ?? {}).map(([name, value]) => `${name}=${value}`);
    return `  ${dates[0]!} ${dates[1]!}  ${dates[2]!} ${dates[3]!}${figures.join('')}  ${reason ?? set.join(' ')}`;
  });
  const { meanSharpe } = result;
  return [
    `${result.windows.length} windows of ${result.trialCount} trials, chosen by ${objective}`,
    `  in-sample              out-of-sample            Sharpe in         out      return  chosen`,
    ...lines,
    '',
    `Out of sample, one after the other: ${formatFigure(result.outOfSampleReturn, 'fraction')}`,
    `Mean Sharpe ratio ${formatFigure(meanSharpe.inSample, 'ratio')} in-sample, ${formatFigure(meanSharpe.outOfSample, 'ratio')} out of sample`,
    `The true one lies above zero with ${formatFigure(result.probabilisticSharpe, 'fraction')}, above luck with ${formatFigure(result.deflatedSharpe, 'fraction')}`,
    `${result.distinctChosenCount} different sets were chosen`,
    '',
  ].join('\n');
}
