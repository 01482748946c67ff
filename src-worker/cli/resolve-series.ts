import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { SeriesFacts, SeriesSummary } from '#shared/model/series.ts';
import type { UsageError } from './arguments.ts';
import { seriesNameText, type SeriesName } from './series-name.ts';

/**
 * Finds the series that each name means, narrowed by what else the user said of it. One name that fits
 * several series is a question for the user, not a choice for us.
 */
export function resolveSeries(
  names: readonly SeriesName[],
  facts: Partial<SeriesFacts>,
  library: readonly SeriesSummary[],
): Result<readonly SeriesSummary[], UsageError> {
  const found: SeriesSummary[] = [];
  for (const name of names) {
    const source = name.source ?? facts.source;
    const fits = library.filter(
      (series) =>
        series.symbol === name.symbol &&
        (source === undefined || series.source === source) &&
        (facts.barSize === undefined || series.barSize === facts.barSize),
    );
    const [first] = fits;
    const text = seriesNameText(name);
    if (first === undefined) return usage(notFound(text, library));
    if (fits.length > 1) {
      const options = fits.map((series) => `${seriesNameText(series)} (${series.barSize})`).join(', ');
      return usage(`${text} fits several series: ${options}. Name one with SYMBOL@SOURCE or --bar-size.`);
    }
    if (found.includes(first)) return usage(`${text} is named twice.`);
    found.push(first);
  }
  return ok(found);
}

const LISTED_MAX = 20;

function notFound(name: string, library: readonly SeriesSummary[]): string {
  if (library.length === 0) return `The library has no series yet. Import one: npm run import -- FILE.csv.`;
  const names = [...new Set(library.map((series) => series.symbol))];
  const rest = names.length > LISTED_MAX ? ` and ${names.length - LISTED_MAX} more` : '';
  return `The library has no ${name} that fits. It has: ${names.slice(0, LISTED_MAX).join(', ')}${rest}.`;
}

function usage(message: string): Result<never, UsageError> {
  return err({ kind: 'usage', message });
}
