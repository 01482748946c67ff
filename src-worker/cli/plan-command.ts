import type { ExecutionPlan, PlanRequest } from '#shared/model/plan.ts';
import { EXIT, failed, misused, type CommandHost } from './command-host.ts';
import type { Session } from './session.ts';
import { interrupted } from './with-series.ts';

/** Prints what would be done and how long it would take, does nothing of it, and returns the exit code. */
export async function planCommand(
  request: PlanRequest,
  isJson: boolean,
  host: CommandHost,
  { planner }: Pick<Session, 'planner'>,
): Promise<number> {
  const abort = new AbortController();
  const stopListening = host.onInterrupt(() => {
    abort.abort();
  });
  try {
    const plan = await planner.plan(request, abort.signal);
    if (!plan.ok) {
      if (plan.error.code === 'cancelled') return interrupted(host);
      return misused(host, [plan.error.message, plan.error.help].filter(Boolean).join(' '));
    }
    host.print(isJson ? `${JSON.stringify(plan.value)}\n` : planText(plan.value));
    return plan.value.prediction === null
      ? failed(host, { kind: 'failed', code: 'not-predicted', message: plan.value.notes.join(' ') })
      : EXIT.done;
  } finally {
    stopListening();
  }
}

const KINDS = {
  single: 'One account',
  'per-symbol': 'An account for each symbol',
  sweep: 'A sweep',
  'walk-forward': 'A walk-forward',
} as const;

function planText(plan: ExecutionPlan): string {
  const { complexity, memory, parallel, groups, prediction, calibration } = plan;
  const { indicators, warmupBars, coarserWarmup, symbolCount, barCount, trialCount, fillsPerThousandBars } =
    complexity;
  const lines = [
    `${plan.strategyTitle}: ${KINDS[plan.kind].toLowerCase()}`,
    row('Symbols', `${symbolCount}`),
    row('Bars of a trial', `${barCount}`),
    row('Trials', `${trialCount}`),
    row('Indicators', indicators.map(({ title }) => title).join(', ') || 'none'),
    row(
      'Warm-up',
      [`${warmupBars} bars`, ...coarserWarmup.map(({ barSize, bars }) => `${bars} of ${barSize}`)].join(', '),
    ),
  ];
  if (fillsPerThousandBars !== null)
    lines.push(row('Fills', `${fillsPerThousandBars.toFixed(1)} in 1,000 bars`));
  lines.push(
    row(
      'Memory',
      `${megabytes(memory.totalBytes)} of ${megabytes(memory.budgetBytes)}: ${memory.decision}, ${memory.inFlight} at a time`,
    ),
    row(
      'Workers',
      `${parallel.workers}; ${percent(parallel.serialShare)} of the time is serial, ${parallel.speedUp.toFixed(2)} times as fast as one`,
    ),
    row('By Amdahl', parallel.byWorkers.map(({ workers, ms }) => `${workers}: ${seconds(ms)}`).join('  ')),
  );
  for (const [i, group] of groups.entries()) {
    const names = group.symbols.join(', ') + (group.symbolCount > group.symbols.length ? ', ...' : '');
    lines.push(row(`Group ${i + 1}`, `${percent(group.share)}, ${group.trialCount} trials: ${names}`));
  }
  if (calibration !== null)
    lines.push(row('Calibration', `${calibration.bars} bars in ${seconds(calibration.ms)}`));
  if (prediction !== null) {
    lines.push(
      row(
        'Predicted',
        `${seconds(prediction.ms)} (${seconds(prediction.lowMs)} to ${seconds(prediction.highMs)})`,
      ),
      row(
        'Learned from',
        `${prediction.learnedFrom} earlier runs: ${prediction.correction.toFixed(2)} times the calibration's ${seconds(prediction.calibratedMs)}`,
      ),
    );
  }
  return `${[...lines, ...plan.notes].join('\n')}\n`;
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(16)}${text}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(3)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
