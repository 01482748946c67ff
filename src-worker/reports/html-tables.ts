import type { ReportRow, ReportTable } from '#shared/model/report-table.ts';
import { formatCell } from './format.ts';

const DRAWING = { width: 1_000, height: 220 };

/** One table of the report as a section: what it says, how it is counted, and itself, drawn where that says more. */
export function reportTableHtml(table: ReportTable, currency: string): string {
  const { title, convention, note, rows, drawnAs, leftOut } = table;
  const left = leftOut === 0 ? '' : ` ${leftOut.toLocaleString('en-US')} more are left out here.`;
  const body =
    rows.length === 0 ? '' : drawnAs === 'table' ? cells(table, currency) : DRAWERS[drawnAs](table);
  return `<section><h2>${escapeHtml(title)}</h2>${note === null ? '' : `<p>${escapeHtml(note)}</p>`}${body}<p class="convention">${escapeHtml(convention)}${left}</p></section>`;
}

const DRAWERS = { lines, bars, scatter };

function cells({ columns, rows }: ReportTable, currency: string): string {
  const head = columns.map(({ title, unit }) => {
    const money = unit === 'money' || unit === 'signed-money' ? ` ${currency}` : '';
    return `<th scope="col"${unit === 'text' ? '' : ' class="number"'}>${escapeHtml(title + money)}</th>`;
  });
  const body = rows.map(
    (row) =>
      `<tr>${row
        .map((value, i) => {
          const text = formatCell(value, columns[i]!.unit);
          return columns[i]!.unit === 'text' ? `<td>${escapeHtml(text)}</td>` : numberCell(text);
        })
        .join('')}</tr>`,
  );
  return `<div class="wide"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function lines({ columns, rows, title }: ReportTable): string {
  const x = extent(rows, [0]);
  const y = extent(rows, columns.slice(1).map((_, i) => i + 1)); // prettier-ignore
  const { width, height } = DRAWING;
  const drawn = columns.slice(1).flatMap((_, i) =>
    unbroken(rows, i + 1).map((run) => {
      const points = run.map(
        ([at, value]) =>
          `${(share(x, at) * width).toFixed(1)},${((1 - share(y, value)) * height).toFixed(1)}`,
      );
      return `<polyline class="line-${i}" points="${points.join(' ')}"/>`;
    }),
  );
  const unit = columns[1]!.unit;
  const names = columns.slice(1).map((column) => column.title).join(', '); // prettier-ignore
  const zero = y.low < 0 && y.high > 0 ? horizontal((1 - share(y, 0)) * height) : '';
  return figure(
    `${names}: ${formatCell(y.low, unit)} to ${formatCell(y.high, unit)}`,
    title,
    zero + drawn.join(''),
    [formatCell(x.low, columns[0]!.unit), formatCell(x.high, columns[0]!.unit)],
  );
}

function bars({ columns, rows, title }: ReportTable): string {
  const most = extent(rows, [2]).high || 1;
  const { width, height } = DRAWING;
  const step = width / rows.length;
  const drawn = rows.map((row, i) => {
    const tall = (numberAt(row, 2) / most) * height;
    const name = `${formatCell(row[0]!, columns[0]!.unit)} to ${formatCell(row[1]!, columns[1]!.unit)}: ${formatCell(row[2]!, 'count')}`;
    return `<rect class="bar" x="${(i * step + 1).toFixed(1)}" y="${(height - tall).toFixed(1)}" width="${Math.max(0.5, step - 2).toFixed(1)}" height="${tall.toFixed(1)}"><title>${escapeHtml(name)}</title></rect>`;
  });
  return figure(`${columns[2]!.title}: up to ${formatCell(most, 'count')} a bar`, title, drawn.join(''), [
    formatCell(rows[0]![0]!, columns[0]!.unit),
    formatCell(rows.at(-1)![1]!, columns[1]!.unit),
  ]);
}

function scatter({ columns, rows, title }: ReportTable): string {
  const x = extent(rows, [0]);
  const y = extent(rows, [1]);
  const { width, height } = DRAWING;
  // A stroke of no length with round ends stays a round dot however the picture is stretched.
  const dots = (isLoss: boolean) =>
    rows
      .filter((row) => numberAt(row, 2) < 0 === isLoss)
      .map((row) => {
        const at = [share(x, numberAt(row, 0)) * width, (1 - share(y, numberAt(row, 1))) * height];
        return `M${at.map((one) => one.toFixed(1)).join(' ')}h0`;
      })
      .join('');
  const drawn = `<path class="dots win" d="${dots(false)}"/><path class="dots lose" d="${dots(true)}"/>`;
  const name = (i: number) => columns[i]!.title;
  const edge = (at: number, i: number) => formatCell(at, columns[i]!.unit);
  return figure(
    `${name(1)} upwards, ${edge(y.low, 1)} to ${edge(y.high, 1)}, over ${name(0)}; trades that lost are in the colour of losses`,
    title,
    drawn,
    [edge(x.low, 0), edge(x.high, 0)],
  );
}

function figure(caption: string, title: string, body: string, edges: readonly [string, string]): string {
  return `<figure><figcaption>${escapeHtml(caption)}</figcaption><svg viewBox="0 0 ${DRAWING.width} ${DRAWING.height}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(`${title}: ${caption}`)}">${body}</svg><p class="edges"><span>${escapeHtml(edges[0])}</span><span>${escapeHtml(edges[1])}</span></p></figure>`;
}

function horizontal(y: number): string {
  return `<line class="zero" x1="0" x2="${DRAWING.width}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/>`;
}

interface Extent {
  readonly low: number;
  readonly high: number;
}

function extent(rows: readonly ReportRow[], columns: readonly number[]): Extent {
  let low = Infinity;
  let high = -Infinity;
  for (const row of rows) {
    for (const column of columns) {
      const value = row[column];
      if (typeof value !== 'number') continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? { low: 0, high: 0 } : { low, high };
}

function share({ low, high }: Extent, value: number): number {
  return high > low ? (value - low) / (high - low) : 0.5;
}

/** The stretches of a column that have a figure. */
function unbroken(rows: readonly ReportRow[], column: number): (readonly [number, number])[][] {
  const runs: (readonly [number, number])[][] = [[]];
  for (const row of rows) {
    const [at, value] = [row[0], row[column]];
    if (typeof at === 'number' && typeof value === 'number') runs.at(-1)!.push([at, value]);
    else if (runs.at(-1)!.length > 0) runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

function numberAt(row: ReportRow, column: number): number {
  const value = row[column];
  return typeof value === 'number' ? value : 0;
}

export function numberCell(text: string): string {
  const sign = text.startsWith('−') ? ' loss' : '';
  return `<td class="number${sign}">${escapeHtml(text)}</td>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
