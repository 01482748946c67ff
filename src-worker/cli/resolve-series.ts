import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { SeriesFacts, SeriesSummary } from '#shared/model/series.ts';
import type { UsageError } from './arguments.ts';

/**
 * Finds the series that `SYMBOL` or `SYMBOL@SOURCE` names, narrowed by what else the user said of it. One name that fits
 * several series is a question for the user, not a choice for us.
 */
export function resolveSeries(
  names: readonly string[],
  facts: Partial<SeriesFacts>,
  library: readonly SeriesSummary[],
): Result<readonly SeriesSummary[], UsageError> {
  const found: SeriesSummary[] = [];
  for (const name of names) {
    const [symbol, source = facts.source] = name.split('@');
    const fits = library.filter(
      (series) =>
        series.symbol === symbol &&
        (source === undefined || series.source === source) &&
        (facts.barSize === undefined || series.barSize === facts.barSize),
    );
    const [first] = fits;
    if (first === undefined) return usage(notFound(name, library));
    if (fits.length > 1) {
      const options = fits
        .map((series) => `${series.symbol}@${series.source} (${series.barSize})`)
        .join(', ');
      return usage(`${name} fits several series: ${options}. Name one with SYMBOL@SOURCE or --bar-size.`);
    }
    if (found.includes(first)) return usage(`${name} is named twice.`);
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
