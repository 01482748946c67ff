import type { ExecutionPlan, Prediction, PredictionRecord, RunKind } from '#shared/model/plan.ts';
import { formatBytes, formatNumber, formatPercent, formatSigned } from './number.ts';

export const KIND_WORDS: Readonly<Record<RunKind, string>> = {
  single: 'One account',
  'per-symbol': 'Per symbol',
  sweep: 'Sweep',
  'walk-forward': 'Walk-forward',
};

/** What is held at the same time when memory is short. */
const HELD_WORDS: Readonly<Record<RunKind, string>> = {
  single: 'runs',
  'per-symbol': 'accounts',
  sweep: 'trials',
  'walk-forward': 'windows',
};

/** A time that may be a few milliseconds or an hour, to about three digits. */
export function formatTook(ms: number, locale?: string): string {
  if (ms < 9.95) return `${formatNumber(ms, 1, locale)} ms`;
  if (ms < 999.5) return `${formatNumber(ms, 0, locale)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 99.5) return `${formatNumber(seconds, seconds < 9.95 ? 2 : 1, locale)} s`;
  const minutes = seconds / 60;
  return minutes < 99.5
    ? `${formatNumber(minutes, 1, locale)} min`
    : `${formatNumber(minutes / 60, 1, locale)} h`;
}

export function predictionText({ ms, lowMs, highMs }: Prediction): string {
  return `about ${formatTook(ms)} (${formatTook(lowMs)} to ${formatTook(highMs)})`;
}

/** How far a prediction was off, as a part of what the run took: below zero it promised too much. */
export function missOf({ actualMs, predicted }: Pick<PredictionRecord, 'actualMs' | 'predicted'>): number {
  return actualMs === 0 ? 0 : predicted.ms / actualMs - 1;
}

export function outcomeText(record: PredictionRecord): string {
  return `predicted ${formatTook(record.predicted.ms)}, took ${formatTook(record.actualMs)} (${formatSigned(100 * missOf(record))} %)`;
}

/** What a plan says, line by line: what it is about, the figure, and what stands behind it. */
export function planRows(plan: ExecutionPlan): readonly { label: string; text: string; help: string }[] {
  const { complexity, memory, parallel, groups, prediction, calibration } = plan;
  const { indicators, warmupBars, coarserWarmup, symbolCount, barCount, trialCount, fillsPerThousandBars } =
    complexity;
  const plural = (count: number, one: string) => `${formatNumber(count)} ${one}${count === 1 ? '' : 's'}`;
  return [
    {
      label: 'Time',
      text: prediction === null ? 'not known' : predictionText(prediction),
      help:
        prediction === null
          ? ''
          : `The calibration run said ${formatTook(prediction.calibratedMs)}; ${plural(prediction.learnedFrom, 'earlier run')} of this strategy make it ${formatNumber(prediction.correction, 2)} times that. Nine of ten runs should end within the range.`,
    },
    {
      label: 'Work',
      text: `${plural(symbolCount, 'symbol')}, ${plural(barCount, 'bar')}${trialCount === 1 ? '' : `, ${plural(trialCount, 'trial')}`}`,
      help:
        calibration === null
          ? ''
          : `The calibration run went over ${plural(calibration.bars, 'bar')} in ${formatTook(calibration.ms)}.`,
    },
    {
      label: 'Strategy',
      text: `${plural(indicators.length, 'indicator')}, ${[plural(warmupBars, 'bar'), ...coarserWarmup.map(({ barSize, bars }) => `${formatNumber(bars)} of ${barSize}`)].join(' and ')} of warm-up${
        fillsPerThousandBars === null ? '' : `, ${formatNumber(fillsPerThousandBars, 1)} fills in 1,000 bars`
      }`,
      help: indicators.map(({ title }) => title).join(', '),
    },
    {
      label: 'Workers',
      text: `${formatNumber(parallel.workers)}, ${formatPercent(parallel.serialShare, 0)} of the time is serial`,
      help: `By Amdahl's law: ${parallel.byWorkers.map(({ workers, ms }) => `${workers}: ${formatTook(ms)}`).join(', ')}.`,
    },
    ...(groups.length > 1
      ? [
          {
            label: 'Groups',
            text: groups.map(({ share }) => formatPercent(share, 0)).join(' · '),
            help: groups
              .map(
                (group, i) =>
                  `${i + 1}: ${group.symbols.join(', ')}${group.symbolCount > group.symbols.length ? ' …' : ''}`,
              )
              .join('; '),
          },
        ]
      : []),
    {
      label: 'Memory',
      text: `${formatBytes(memory.totalBytes)}, ${memoryWords(plan)}`,
      help: `Bars ${formatBytes(memory.barBytes)}, indicators ${formatBytes(memory.indicatorBytes)}, accounts ${formatBytes(memory.accountBytes)}, results ${formatBytes(memory.resultBytes)}; up to ${formatBytes(memory.budgetBytes)} may be used.`,
    },
  ];
}

function memoryWords({ memory, kind }: ExecutionPlan): string {
  switch (memory.decision) {
    case 'in-memory':
      return 'all in memory';
    case 'chunked':
      return `${memory.inFlight} ${HELD_WORDS[kind]} at a time`;
    case 'over-budget':
      return 'more than there should be';
  }
}
