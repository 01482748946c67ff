import type { ReportTable } from '#shared/model/report-table.ts';
import { drawingOf, DRAWING_WIDTH, type DrawnTable, type Mark } from '#shared/model/table-drawing.ts';
import { formatCell } from './format.ts';

const HEIGHT = 220;

/** One table of the report as a section: what it says, how it is counted, and itself, drawn where that says more. */
export function reportTableHtml(table: ReportTable, currency: string): string {
  const { title, convention, note, rows, drawnAs, leftOut } = table;
  const left = leftOut === 0 ? '' : ` ${leftOut.toLocaleString('en-US')} more are left out here.`;
  const body =
    rows.length === 0 ? '' : drawnAs === 'table' ? cells(table, currency) : pictureHtml(table, HEIGHT);
  return `<section><h2>${escapeHtml(title)}</h2>${note === null ? '' : `<p>${escapeHtml(note)}</p>`}${body}<p class="convention">${escapeHtml(convention)}${left}</p></section>`;
}

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

/** @param height of its own units; it is as wide as the page */
export function pictureHtml(table: DrawnTable, height: number): string {
  const { caption, x, y, zero, marks } = drawingOf(table, height);
  const [left, right, bottom, top] = [x, y].flatMap(({ low, high, unit }) => [
    escapeHtml(formatCell(low, unit)),
    escapeHtml(formatCell(high, unit)),
  ]);
  const colours = marks[0]?.kind === 'dots' ? '; trades that lost are in the colour of losses' : '';
  const words = `${escapeHtml(caption)}: ${bottom} to ${top}${colours}`;
  const zeroLine =
    zero === null
      ? ''
      : `<line class="zero" x1="0" x2="${DRAWING_WIDTH}" y1="${zero.toFixed(1)}" y2="${zero.toFixed(1)}"/>`;
  const shapes = marks.map((mark, i) => drawn(mark, i, table)).join('');
  return `<figure><figcaption>${words}</figcaption><svg viewBox="0 0 ${DRAWING_WIDTH} ${height}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(table.title)}: ${words}">${zeroLine}${shapes}</svg><p class="edges"><span>${left}</span><span>${right}</span></p></figure>`;
}

function drawn(mark: Mark, index: number, { columns }: DrawnTable): string {
  switch (mark.kind) {
    case 'line':
      return `<path class="line line-${index}" d="${mark.path}"/>`;
    case 'dots':
      return `<path class="dots ${mark.side}" d="${mark.path}"/>`;
    case 'bar': {
      const [from, to, value] = columns.map(({ unit }, i) =>
        escapeHtml(formatCell(mark.row[i] ?? null, unit)),
      );
      const [x, y, width, height] = [mark.x, mark.y, mark.width, mark.height].map((one) => one.toFixed(1));
      return `<rect class="bar ${mark.side}" x="${x}" y="${y}" width="${width}" height="${height}"><title>${from} to ${to}: ${value}</title></rect>`;
    }
  }
}

export function numberCell(text: string): string {
  const sign = text.startsWith('−') ? ' loss' : '';
  return `<td class="number${sign}">${escapeHtml(text)}</td>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
