import Papa from 'papaparse';
import { parseSeriesNames, type SeriesName } from './series-name.ts';

const HEADINGS = ['symbol', 'ticker'];

/**
 * The names in a universe file: a CSV with a column `symbol` (or `ticker`), or plain names with commas or line ends between
 * them. Empty lines and what follows a `#` are passed over; a name that comes again counts once.
 *
 * @returns undefined when a name is not written as one
 */
export function parseUniverse(text: string): readonly SeriesName[] | undefined {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
  const [heading = ''] = lines;
  const columns = Papa.parse<string[]>(heading).data[0] ?? [];
  const at = columns.findIndex((name) => HEADINGS.includes(name.trim().toLowerCase()));
  const names: SeriesName[] = [];
  const seen = new Set<string>();
  for (const line of at === -1 ? lines : lines.slice(1)) {
    const parsed = at === -1 ? parseSeriesNames(line) : namedIn(line, at);
    if (parsed === undefined) return undefined;
    for (const name of parsed) {
      const key = JSON.stringify(name);
      if (!seen.has(key)) names.push(name);
      seen.add(key);
    }
  }
  return names;
}

function namedIn(line: string, at: number): readonly SeriesName[] | undefined {
  const cells = Papa.parse<string[]>(line).data[0] ?? [];
  return parseSeriesNames(cells[at] ?? '');
}
