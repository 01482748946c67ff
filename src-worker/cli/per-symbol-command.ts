import { parseParameters } from '#shared/strategies/parse-parameters.ts';
import { findDefinition } from '../orchestrator/find-definition.ts';
import { runPerSymbol, type PerSymbolResult } from '../orchestrator/studies/per-symbol.ts';
import type { Trial } from '../trading-engine/trials.ts';
import { formatFigure } from '../reports/format.ts';
import type { BacktestArguments } from './arguments.ts';
import { EXIT, failed, misused, type CommandHost } from './command-host.ts';
import { planCommand } from './plan-command.ts';
import { progressBar } from './progress-bar.ts';
import type { Session } from './session.ts';
import { settingsFor } from './settings-for.ts';
import { heading, row } from './sweep-command.ts';
import { interrupted, withSeries, type ChosenSeries } from './with-series.ts';

/** Runs one account per symbol, prints each symbol's result or the reason why it has none, and returns the exit code. */
export async function perSymbolCommand(args: BacktestArguments, host: CommandHost): Promise<number> {
  return withSeries(
    args,
    host,
    () => undefined,
    (session, chosen) => perSymbol(args, host, session, chosen),
  );
}

async function perSymbol(
  args: BacktestArguments,
  host: CommandHost,
  session: Session,
  { series, missing }: ChosenSeries,
): Promise<number> {
  const { services } = session;
  const settings = settingsFor(args.settings, services.strategies);
  const { strategyId, parameters } = settings;
  const definition = findDefinition(services.strategies, strategyId);
  if (!definition.ok) return misused(host, `${definition.error.message} ${definition.error.help ?? ''}`);
  const parsed = parseParameters(definition.value, parameters);
  if (!parsed.ok) return misused(host, `${parsed.error.map(({ message }) => message).join('; ')}.`);
  const variants = [{ strategyId, parameters: parsed.value as Trial['parameters'] }];
  if (args.planOnly) {
    for (const { name, reason } of missing) host.tell(`${name}: ${reason}`);
    if (series.length === 0) return misused(host, 'There is no series to run on.');
    const spec = { ...settings, ...variants[0]!, seriesIds: series.map(({ seriesId }) => seriesId) };
    return planCommand({ kind: 'per-symbol', spec }, args.json, host, session);
  }
  const abort = new AbortController();
  const stopListening = host.onInterrupt(() => {
    abort.abort();
  });
  const bar = args.json ? undefined : progressBar('Symbols', host);
  try {
    const result = await runPerSymbol({ base: settings, series, variants }, services, {
      signal: abort.signal,
      onTrial: (_, done, total) => bar?.show(done, total),
    });
    bar?.stop();
    if (!result.ok) return result.error.code === 'cancelled' ? interrupted(host) : failed(host, result.error);
    if (args.json) host.print(`${JSON.stringify(perSymbolJson(args, result.value, missing))}\n`);
    else host.print(perSymbolTable(result.value, missing));
    return result.value.totals === null && !result.value.trials.some(({ figures }) => figures !== null)
      ? EXIT.failed
      : EXIT.done;
  } finally {
    bar?.stop();
    stopListening();
  }
}

type Missing = ChosenSeries['missing'];

function perSymbolJson({ settings }: BacktestArguments, result: PerSymbolResult, missing: Missing): object {
  const { trials, totals, hash, times } = result;
  return {
    strategy: settings.strategyId,
    parameters: trials[0]?.parameters ?? settings.parameters,
    cash: settings.cash,
    symbolCount: trials.length + missing.length,
    failedCount: trials.filter(({ figures }) => figures === null).length + missing.length,
    totals,
    symbols: trials.map(({ index, symbols, strategyId, parameters, ...rest }) => ({
      symbol: symbols.join('+'),
      ...rest,
    })),
    missing,
    hash,
    times,
  };
}

function perSymbolTable({ trials, totals, hash, times }: PerSymbolResult, missing: Missing): string {
  const done = trials.filter(({ figures }) => figures !== null);
  const lines = [
    `${done.length} of ${trials.length + missing.length} symbols have a result; ${(times.wallMs / 1_000).toFixed(2)} s`,
    heading(),
    ...done.map((trial) => row(trial, trial.symbols.join(', '))),
  ];
  const reasons = trials.flatMap(({ symbols, reason }) =>
    reason === null ? [] : [`${symbols.join(' + ')}: ${reason}`],
  );
  const all = [...reasons, ...missing.map(({ name, reason }) => `${name}: ${reason}`)];
  if (all.length > 0) lines.push('', 'Without a result', ...all.map((line) => `  ${line}`));
  if (totals !== null) {
    lines.push(
      '',
      `Together ${formatFigure(totals.startEquity, 'money')} became ${formatFigure(totals.finalEquity, 'money')} (${formatFigure(totals.totalReturn, 'fraction')}); ` +
        `${formatFigure(totals.gainedShare, 'fraction')} of the accounts gained, the median returned ${formatFigure(totals.medianReturn, 'fraction')}, ${formatFigure(totals.tradeCount, 'count')} trades`,
    );
  }
  lines.push(`Hash ${hash}`);
  return `${lines.join('\n')}\n`;
}
