import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BarSize } from '#shared/model/bar-size.ts';
import type { IsoDate } from '#shared/model/iso-date.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import { parseBarSize } from './history/bar-grammar.ts';

/** A series of the library, as `--replay` names it. */
export interface ReplayName {
  readonly symbol: string;
  readonly source: string | undefined;
  readonly barSize: BarSize | undefined;
}

export interface ReplayArguments {
  readonly names: readonly ReplayName[];
  /** `--data-dir`, if it was given. */
  readonly dataDirectory: string | undefined;
  readonly from: IsoDate | undefined;
}

const NAME_COUNT_MAX = 100;
const LISTED_MAX = 20;
/** A source with a comma or a colon in it stands in quotation marks. */
const NAME = /^\s*([^,@:"]+?)(?:@(?:"([^"]+)"|([^,:"]+?)))?(?::([^,:"]+?))?\s*(?:,|$)/;

/** `SYMBOL[@SOURCE][:SIZE],...` @returns what was wrong in one sentence */
export function parseReplayNames(text: string): Result<readonly ReplayName[], string> {
  const names: ReplayName[] = [];
  for (let rest = `${text},`; rest !== '';) {
    const found = NAME.exec(rest);
    if (found === null) return err(`--replay is SYMBOL[@SOURCE][:SIZE] with commas between, was "${text}".`);
    const [whole, symbol = '', quotedSource, plainSource, sizeText] = found;
    const size = sizeText === undefined ? undefined : parseBarSize(sizeText);
    if (size?.ok === false) return err(`--replay ${symbol}: ${size.error}.`);
    names.push({ symbol, source: quotedSource ?? plainSource?.trim(), barSize: size?.value });
    rest = rest.slice(whole.length);
  }
  return names.length <= NAME_COUNT_MAX ? ok(names) : err(`--replay takes at most ${NAME_COUNT_MAX} series.`);
}

/** The series that are meant. A name that fits several is a question for the user. @returns what was wrong, in sentences */
export function chooseSeries(
  names: readonly ReplayName[],
  library: readonly SeriesSummary[],
): Result<readonly SeriesSummary[], string> {
  const chosen: SeriesSummary[] = [];
  for (const { symbol, source, barSize } of names) {
    const fits = library.filter(
      (series) =>
        series.symbol === symbol &&
        (source === undefined || series.source === source) &&
        (barSize === undefined || series.barSize === barSize),
    );
    const [first] = fits;
    if (first !== undefined && fits.length === 1) chosen.push(first);
    else if (first === undefined)
      return err(`the library has no ${symbol} that fits. It has: ${listed(library)}.`);
    else return err(`${symbol} fits several series: ${listed(fits)}. Name one with SYMBOL@SOURCE:SIZE.`);
  }
  return ok(chosen);
}

function listed(series: readonly SeriesSummary[]): string {
  if (series.length === 0) return 'nothing yet';
  const names = series.slice(0, LISTED_MAX).map(({ symbol, source, barSize }) => {
    return `${symbol}@${/[,:]/.test(source) ? `"${source}"` : source}:${barSize}`;
  });
  const rest = series.length > LISTED_MAX ? ` and ${series.length - LISTED_MAX} more` : '';
  return `${names.join(', ')}${rest}`;
}
