import { useMemo, useState } from 'react';
import type { OutcomeOf, WalkForwardWindowRow } from '#shared/model/study-run.ts';
import { runChosen } from '../../commands/studies.ts';
import { DataTable, type TableColumn } from '../../components/DataTable.tsx';
import { SignedPercent } from '../../components/Figure.tsx';
import { Banner } from '../../components/states.tsx';
import { formatNumber, formatPercent, formatSignedPercent } from '../../format/number.ts';
import { formatDate } from '../../format/time.ts';
import { Drawing } from '../result/Drawing.tsx';
import { parameterText } from './figures.ts';
import styles from './studies.module.css';

function Facts({ facts }: { facts: readonly (readonly [label: string, text: string, help?: string])[] }) {
  return (
    <dl className={styles['facts']} aria-label="Findings">
      {facts.map(([label, text, help]) => (
        <div key={label} title={help}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Window by window: what was chosen, and what it did on days that had not been seen. */
export function WalkForwardView({ outcome }: { outcome: OutcomeOf<'walk-forward'> }) {
  const [selected, setSelected] = useState<string | null>(null);
  const rows = useMemo(() => outcome.windows.map((window, at) => ({ ...window, at })), [outcome]);
  const { meanSharpe, distinctChosenCount } = outcome;
  return (
    <>
      <Facts
        facts={[
          [
            'Out of sample',
            formatSignedPercent(outcome.outOfSampleReturn),
            'All windows one after the other, each on what the last one left.',
          ],
          [
            'Sharpe out of sample',
            formatNumber(outcome.outOfSampleSharpe, 2),
            'Over all out-of-sample days together, per year.',
          ],
          [
            'Probabilistic Sharpe',
            formatPercent(outcome.probabilisticSharpe),
            'How likely the true one lies above 0.',
          ],
          [
            'Deflated Sharpe',
            formatPercent(outcome.deflatedSharpe),
            `How likely it lies above what the luckiest of ${formatNumber(outcome.trialCount)} trials without skill would show over as many days. A strict measure: these days had no part in choosing.`,
          ],
          [
            'Mean Sharpe in / out',
            `${formatNumber(meanSharpe.inSample, 2)} / ${formatNumber(meanSharpe.outOfSample, 2)}`,
            'What falls from one to the other was fitted.',
          ],
          [
            'Sets chosen',
            `${formatNumber(distinctChosenCount)} in ${formatNumber(outcome.windows.length)} windows`,
            'Few speak for them.',
          ],
        ]}
      />
      <div className={styles['curve']}>
        <Drawing
          table={{
            title: 'Growth out of sample',
            drawnAs: 'lines',
            columns: [
              { title: 'Date', unit: 'date' },
              { title: 'Growth of 1 out of sample', unit: 'ratio' },
            ],
            rows: outcome.curve,
          }}
        />
      </div>
      <DataTable
        label="Windows"
        rows={rows}
        columns={WINDOW_COLUMNS}
        rowId={({ at }) => String(at)}
        selectedId={selected}
        onSelect={({ at }) => setSelected(String(at))}
        onOpen={({ parameters }) => parameters !== null && void runChosen(parameters)}
      />
    </>
  );
}

type Row = WalkForwardWindowRow & { readonly at: number };
const date = (time: number) => formatDate(time, 'UTC');

const WINDOW_COLUMNS: readonly TableColumn<Row>[] = [
  { id: 'at', header: '#', align: 'right', width: '40px', value: ({ at }) => at, cell: ({ at }) => formatNumber(at + 1) },
  { id: 'in', header: 'In sample', width: 'minmax(194px, 1.2fr)', value: ({ inSample }) => inSample[0], cell: ({ inSample }) => inSample.map(date).join(' – ') },
  { id: 'out', header: 'Out of sample', width: 'minmax(194px, 1.2fr)', value: ({ outOfSample }) => outOfSample[0], cell: ({ outOfSample }) => outOfSample.map(date).join(' – ') },
  { id: 'chosen', header: 'Chosen', width: 'minmax(120px, 1.5fr)', value: ({ parameters }) => (parameters === null ? null : parameterText(parameters)), cell: ({ parameters, reason }) => (parameters === null ? reason : parameterText(parameters)) },
  { id: 'inReturn', header: 'Return in', align: 'right', width: '84px', value: ({ inSampleFigures }) => inSampleFigures?.totalReturn ?? null, cell: ({ inSampleFigures }) => <SignedPercent fraction={inSampleFigures?.totalReturn ?? null} /> },
  { id: 'outReturn', header: 'out', align: 'right', width: '84px', value: ({ outOfSampleReturn }) => outOfSampleReturn, cell: ({ outOfSampleReturn, reason }) => <span title={reason ?? undefined}><SignedPercent fraction={outOfSampleReturn} /></span> },
  { id: 'inSharpe', header: 'Sharpe in', align: 'right', width: '76px', value: ({ inSampleFigures }) => inSampleFigures?.sharpe ?? null, cell: ({ inSampleFigures }) => formatNumber(inSampleFigures?.sharpe ?? null, 2) },
  { id: 'outSharpe', header: 'out', align: 'right', width: '60px', value: ({ outOfSampleSharpe }) => outOfSampleSharpe, cell: ({ outOfSampleSharpe }) => formatNumber(outOfSampleSharpe, 2) },
  { id: 'drawdown', header: 'Drawdown out', align: 'right', width: '100px', value: ({ outOfSampleDrawdown }) => outOfSampleDrawdown, cell: ({ outOfSampleDrawdown }) => formatPercent(outOfSampleDrawdown) },
  { id: 'trades', header: 'Trades out', align: 'right', width: '84px', value: ({ outOfSampleTrades }) => outOfSampleTrades, cell: ({ outOfSampleTrades }) => formatNumber(outOfSampleTrades) },
]; // prettier-ignore

/** Where the paths ended, how deep they fell, and where the run itself lies among them. */
export function MonteCarloView({ outcome }: { outcome: OutcomeOf<'monte-carlo'> }) {
  const { quantiles, finalEquity, maxDrawdown, pathCount, seed, tradeCount } = outcome;
  const bars = (title: string, edge: 'money' | 'fraction', rows: OutcomeOf<'monte-carlo'>['equityBars']) => (
    <Drawing
      table={{
        title,
        drawnAs: 'bars',
        columns: [
          { title: 'From', unit: edge },
          { title: 'To', unit: edge },
          { title, unit: 'count' },
        ],
        rows,
      }}
    />
  );
  return (
    <>
      <Facts
        facts={[
          [
            'Paths',
            formatNumber(pathCount),
            `Each draws ${formatNumber(tradeCount)} trades of the run with replacement and adds their profits.`,
          ],
          ['Seed', String(seed), 'The same seed gives the same paths.'],
          ['This run', formatNumber(outcome.runEquity, 2), 'Its own final equity, open positions included.'],
          [
            'Its drawdown',
            formatPercent(outcome.runDrawdown),
            'By bars; the paths’ are from trade to trade.',
          ],
          ['End with a loss', formatPercent(outcome.lossShare, 1)],
          ['Lose everything', formatPercent(outcome.ruinShare, 1), 'At some point there was nothing left.'],
        ]}
      />
      <table className={styles['quantiles']} aria-label="Percentiles">
        <thead>
          <tr>
            <th scope="col">Percentile</th>
            {quantiles.map((share) => (
              <th key={share} scope="col">
                {formatNumber(share * 100)} %
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Final equity</th>
            {finalEquity.map((value, i) => (
              <td key={quantiles[i]}>{formatNumber(value, 2)}</td>
            ))}
          </tr>
          <tr>
            <th scope="row">Deepest drawdown</th>
            {maxDrawdown.map((value, i) => (
              <td key={quantiles[i]}>{formatPercent(value)}</td>
            ))}
          </tr>
        </tbody>
      </table>
      <div className={styles['pair']}>
        {bars('Paths by final equity', 'money', outcome.equityBars)}
        {bars('Paths by deepest drawdown', 'fraction', outcome.drawdownBars)}
      </div>
      <p className={styles['chosen']}>
        It assumes that trades do not depend on each other and keep their size. The outermost bars take all
        beyond them.
      </p>
    </>
  );
}

export function ChecksView({ outcome }: { outcome: OutcomeOf<'checks'> }) {
  const { lookAhead, warmup, isSameData } = outcome;
  const difference = lookAhead?.firstDifference ?? null;
  return (
    <div className={styles['section']}>
      {!isSameData && (
        <Banner level="warning">
          The bars have changed since the run: it was run again on today’s, and those were checked.
        </Banner>
      )}
      {difference !== null && (
        <Banner level="error">
          Looks ahead: with the bars from {date(difference.cutTime)} on cut off, the {difference.what} of{' '}
          {date(difference.time)} is another. What this run shows cannot be traded.
        </Banner>
      )}
      {lookAhead !== null && difference === null && (
        <p className={styles['passed']}>
          ✓ No look-ahead: with its future cut off at {lookAhead.cutTimes.length} points it did the same up to
          each ({lookAhead.cutTimes.map(date).join(', ')}).
        </p>
      )}
      {warmup !== null && (
        <>
          <p className={styles['passed']}>
            {warmup.enough === null
              ? '△ Warm-up: only with its whole history does it trade the same.'
              : `✓ Warm-up: ${formatNumber(warmup.enough)} bars of history before it are enough to trade the same.`}
          </p>
          <table className={styles['quantiles']} aria-label="Histories">
            <thead>
              <tr>
                <th scope="col">Bars of history</th>
                <th scope="col">Traded from {date(warmup.tradedFrom)} on</th>
              </tr>
            </thead>
            <tbody>
              {warmup.histories.map(({ bars, isSame }) => (
                <tr key={bars}>
                  <th scope="row">{formatNumber(bars)}</th>
                  <td>{isSame ? 'the same' : 'differs'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </div>
  );
}
