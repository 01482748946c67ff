import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import { actionWords } from '#shared/model/corporate-action.ts';
import { isoDateOf } from '#shared/model/iso-date.ts';
import type { CellUnit, ReportTable } from '#shared/model/report-table.ts';
import { STATISTICS_TABLE, statisticOf } from '#shared/model/statistics-table.ts';
import { equityCurve } from '#shared/statistics/equity-curve.ts';
import { symbolOf } from '#shared/statistics/tables/finished-run.ts';
import { formatFigure, formatPrice } from './format.ts';
import { escapeHtml, numberCell, pictureHtml, reportTableHtml } from './html-tables.ts';
import type { RunReport } from './run-report.ts';

/** Rows of the trade table; the CSV export has them all. */
const TRADE_ROW_MAX = 2_000;
const CURVE_POINT_MAX = 1_500;
const CHART = { equityHeight: 240, drawdownHeight: 110 };

/** One file that stands alone: no script, nothing fetched, readable and printable in any browser. */
export function htmlReport(report: RunReport, tables: readonly ReportTable[]): string {
  const { summary, notes } = report.detail;
  const title = `${summary.strategyTitle} on ${summary.symbols.slice(0, 8).join(', ')}${summary.symbols.length > 8 ? ' …' : ''}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} – Tradewind</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1><p>${escapeHtml(subtitle(report))}</p></header>
${notes.length === 0 ? '' : `<section class="notes"><h2>Notes</h2><ul>${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul></section>`}
<section><h2>Equity and drawdown</h2>${charts(report)}</section>
<section><h2>Statistics</h2><div class="groups">${statistics(report)}</div></section>
${tables.map((one) => reportTableHtml(one, report.detail.currency)).join('\n')}
<section><h2>Trades</h2>${trades(report)}</section>
<section><h2>This run</h2>${identification(report)}</section>
</body>
</html>
`;
}

function subtitle({ detail }: RunReport): string {
  const { statistics, spec } = detail;
  if (statistics === null) return 'No result';
  return `${isoDateOf(statistics.start)} to ${isoDateOf(statistics.end)}, ${formatFigure(spec.cash, 'money')} ${detail.currency} to ${formatFigure(statistics.finalEquity, 'money')} ${detail.currency} (${formatFigure(statistics.totalReturn, 'fraction')})`;
}

function charts(report: RunReport): string {
  const curve = equityCurve(report.equity.time, report.equity.micros, CURVE_POINT_MAX);
  if (curve.time.length === 0) return '<p>No bars.</p>';
  const line = (title: string, unit: CellUnit, values: Float64Array, height: number) =>
    pictureHtml(
      {
        title,
        drawnAs: 'lines',
        columns: [
          { title: 'Date', unit: 'date' },
          { title, unit },
        ],
        rows: Array.from(values, (value, i) => [curve.time[i]!, value]),
      },
      height,
    );
  const drawdown = line('Drawdown', 'fraction', curve.drawdown, CHART.drawdownHeight);
  return `${line('Equity', 'money', curve.equity, CHART.equityHeight)}<div class="drawdown">${drawdown}</div>`;
}

function statistics({ detail }: RunReport): string {
  const figures = detail.statistics;
  if (figures === null) return '<p>None.</p>';
  return STATISTICS_TABLE.map(
    (group) =>
      `<table><caption>${group.title}${group.isMoney ? ` (${escapeHtml(detail.currency)})` : ''}</caption>${group.rows
        .map((row) => `<tr title="${escapeHtml(row.help)}"><th scope="row">${escapeHtml(row.title)}</th>${numberCell(formatFigure(statisticOf(row, figures), row.unit))}</tr>`)
        .join('')}</table>`,
  ).join(''); // prettier-ignore
}

function trades(report: RunReport): string {
  const head = ['Symbol', 'Side', 'Quantity', 'Entry', 'Price', 'Exit', 'Price', 'P&L', 'Return', 'Bars'];
  const rows = report.trades.slice(0, TRADE_ROW_MAX).map((trade) => {
    const exit = trade.exitTime === null ? 'open' : formatFigure(trade.exitTime, 'time');
    return `<tr><td>${escapeHtml(symbolOf(report, trade.symbol))}</td><td>${trade.side}</td>${numberCell(String(trade.quantity))}${numberCell(formatFigure(trade.entryTime, 'time'))}${numberCell(formatPrice(trade.entryPrice))}${numberCell(exit)}${numberCell(formatPrice(trade.exitPrice))}${numberCell(formatFigure(trade.pnl, 'money'))}${numberCell(formatFigure(trade.returnOnEntry, 'fraction'))}${numberCell(String(trade.barsHeld))}</tr>`;
  });
  const left = report.trades.length - rows.length;
  return (
    table(head, rows) + (left > 0 ? `<p>${left} more trades: export the run as CSV for all of them.</p>` : '')
  );
}

function identification({ detail }: RunReport): string {
  const { summary, spec, series, codeVersion } = detail;
  const rows: readonly (readonly [string, string])[] = [
    ['Run', summary.runId],
    ['Result hash', summary.hash ?? ''],
    ['Code', codeVersion],
    ['Strategy', `${spec.strategyId} ${JSON.stringify(spec.parameters)}`],
    ['Dates asked for', `${spec.from ?? 'start of data'} to ${spec.to ?? 'end of data'}`],
    ['Sizing', JSON.stringify(spec.sizing)],
    ['Commission', JSON.stringify(spec.commission)],
    ['Slippage', JSON.stringify(spec.slippage)],
    ['Orders', JSON.stringify(spec.execution ?? DEFAULT_EXECUTION)],
    ['Session hours', spec.session === undefined ? 'all bars' : JSON.stringify(spec.session)],
    [
      'Account currency',
      spec.currencies === undefined ? 'that of its symbols' : JSON.stringify(spec.currencies),
    ],
    ['Pre-trade limits', spec.preTrade === undefined ? 'none' : JSON.stringify(spec.preTrade)],
    ...series.map((one): readonly [string, string] => [
      `Data ${one.symbol}`,
      `${one.source}, ${one.barSize}, ${one.adjustment}, SHA-256 ${one.dataHash ?? ''}`,
    ]),
    ...series.map(({ symbol }): readonly [string, string] => [
      `Splits and dividends of ${symbol}`,
      actionWords(spec.actions ?? [], symbol),
    ]),
    [
      'Conventions',
      'Signals on the close, fills at the next open. Open positions are marked at the last close.',
    ],
  ];
  return `<table class="identification">${rows.map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`).join('')}</table>`;
}

function table(head: readonly string[], rows: readonly string[]): string {
  if (rows.length === 0) return '<p>None.</p>';
  return `<table><thead><tr>${head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

const STYLE = `
:root{color-scheme:light dark;--text:#1a232d;--muted:#5b6775;--line:#d5dce4;--ground:#fff;--accent:#2f7fc9;--gain:#1f8a68;--loss:#b93735}
@media(prefers-color-scheme:dark){:root{--text:#d7dee8;--muted:#8a97a8;--line:#263140;--ground:#0d1117;--accent:#4c9be8;--gain:#2fb58a;--loss:#e0605e}}
body{font:13px/1.45 system-ui,sans-serif;font-variant-numeric:tabular-nums;color:var(--text);background:var(--ground);max-width:1040px;margin:24px auto;padding:0 16px}
h1{font-size:20px;margin:0}h2{font-size:14px;margin:24px 0 8px}header p,figcaption,caption{color:var(--muted)}
table{border-collapse:collapse}th,td{padding:3px 10px 3px 0;border-bottom:1px solid var(--line);text-align:left;font-weight:400}thead th{color:var(--muted)}
.number{text-align:right;white-space:nowrap}.loss{color:var(--loss)}
.wide{overflow-x:auto}.convention{color:var(--muted);max-width:80ch;margin:4px 0 8px}.edges{display:flex;justify-content:space-between;color:var(--muted);margin:2px 0}.bar.plain{fill:var(--accent)}.bar.gain{fill:var(--gain)}.bar.loss{fill:var(--loss)}.line-1{stroke:var(--muted)}.line-0{stroke:var(--accent)}.zero{stroke:var(--line);stroke-width:1;vector-effect:non-scaling-stroke}.dots{fill:none;stroke-width:5;stroke-linecap:round;stroke-opacity:.55;vector-effect:non-scaling-stroke}.dots.gain{stroke:var(--gain)}.dots.loss{stroke:var(--loss)}
.groups{display:grid;grid-template-columns:repeat(auto-fill,minmax(280px,1fr));gap:16px 32px}.groups table{width:100%;align-self:start}caption{text-align:left;padding-bottom:4px}
figure{margin:0 0 12px}svg{display:block;width:100%;height:auto;border-bottom:1px solid var(--line)}path.line{fill:none;stroke-width:1.5;vector-effect:non-scaling-stroke}.drawdown .line-0{stroke:var(--loss)}
.notes{border-left:3px solid #d9a441;padding-left:12px}.identification td{overflow-wrap:anywhere}
`;
