/** A series as the command line names it: `SPX`, `AAPL@csv`, or with a comma in its source `AAPL@"csv:a,b.csv"`. */
export interface SeriesName {
  readonly symbol: string;
  readonly source: string | undefined;
}

/** A symbol has no `@`, so a source may; in quotes it may also have commas, and quotes written twice. */
const NAME = /\s*([^,@]*?)\s*(?:@\s*(?:"((?:[^"]|"")+)"|([^\s",][^,]*?)))?\s*(,|$)/y;

/** Reads names with commas between them. Undefined: one is empty, or is not written as it should be. */
export function parseSeriesNames(text: string): readonly SeriesName[] | undefined {
  const names: SeriesName[] = [];
  NAME.lastIndex = 0;
  for (;;) {
    const [, symbol, quoted, plain, end] = NAME.exec(text) ?? [];
    if (symbol === undefined || symbol === '') return undefined;
    names.push({ symbol, source: quoted?.replaceAll('""', '"') ?? plain });
    if (end === '') return names;
  }
}

/** The name as it must be typed. */
export function seriesNameText({ symbol, source }: SeriesName): string {
  if (source === undefined) return symbol;
  const needsQuotes = source.includes(',') || source.startsWith('"');
  return `${symbol}@${needsQuotes ? `"${source.replaceAll('"', '""')}"` : source}`;
}
