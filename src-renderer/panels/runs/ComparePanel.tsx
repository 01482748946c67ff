import { GitCompare } from 'lucide-react';
import { useMemo } from 'react';
import { ok } from '#shared/kernel/result.ts';
import type { RunDetail, RunId, Statistics } from '#shared/model/backtest.ts';
import { Async, NeedsResearch } from '../../components/Async.tsx';
import { CommandButton } from '../../components/CommandButton.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { EmptyState } from '../../components/states.tsx';
import { formatDateTime, localZone } from '../../format/time.ts';
import { research } from '../../ipc/services.ts';
import { useAsked } from '../../stores/use-asked.ts';
import { useSelection } from '../../stores/selection.ts';
import { statisticGroups } from '../result/statistics-rows.ts';
import { Drawing } from '../result/Drawing.tsx';
import { compareSettings, olderFirst, sideBySideCurves } from './comparison.ts';
import styles from './ComparePanel.module.css';

export function ComparePanel() {
  const compared = useSelection((state) => state.compared);
  return (
    <Panel>
      {compared === null ? (
        <NeedsResearch>
          <EmptyState
            icon={GitCompare}
            title="Nothing to compare yet"
            text="Mark two runs in the Runs panel (space, or the box in front of them), then compare them here side by side."
          >
            <CommandButton id="panel.runs" />
            <CommandButton id="runs.compare" variant="filled" />
          </EmptyState>
        </NeedsResearch>
      ) : (
        <Comparison key={compared.join(' ')} ids={compared} />
      )}
    </Panel>
  );
}

function Comparison({ ids }: { ids: readonly [RunId, RunId] }) {
  const { asked, reload } = useAsked(ids, askForBoth, 'open both runs');
  return (
    <Async source={asked} label="Loading both runs" reload={reload}>
      {([a, b]) => <SideBySide a={a} b={b} />}
    </Async>
  );
}

function SideBySide({ a, b }: { a: RunDetail; b: RunDetail }) {
  const settings = compareSettings(a, b);
  const differing = settings.filter((pair) => pair.differs).map((pair) => pair.name);
  const hint =
    differing.length === 0
      ? 'the same settings, data and result'
      : `${differing.length} differ: ${differing.join(', ')}`;
  const name = ({ summary }: RunDetail) =>
    `${summary.strategyTitle}, ${formatDateTime(summary.createdAt, localZone())}`;
  return (
    <>
      <Toolbar title="Two runs side by side" hint={hint} />
      {a.statistics !== null && b.statistics !== null && <Curves a={a} b={b} />}
      <div className={styles['scroll']} tabIndex={0} role="region" aria-label="Comparison">
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col" />
              <th scope="col">{name(a)}</th>
              <th scope="col">{name(b)}</th>
            </tr>
          </thead>
          <tbody>
            {settings.map((pair) => (
              <tr key={pair.name} data-differs={pair.differs}>
                <th scope="row">{pair.name}</th>
                <td>{pair.a}</td>
                <td>{pair.b}</td>
              </tr>
            ))}
          </tbody>
          {a.statistics !== null && b.statistics !== null && (
            <Statistics first={a.statistics} second={b.statistics} currencies={[a.currency, b.currency]} />
          )}
        </table>
      </div>
    </>
  );
}

function Statistics(props: { first: Statistics; second: Statistics; currencies: readonly [string, string] }) {
  const left = statisticGroups(props.first, props.currencies[0]);
  const right = statisticGroups(props.second, props.currencies[1]);
  return left.map((group, index) => (
    <tbody key={group.title}>
      <tr>
        <th scope="rowgroup" colSpan={3} className={styles['group']}>
          {group.title}
        </th>
      </tr>
      {group.rows.map((row, rowIndex) => {
        const other = right[index]!.rows[rowIndex]!;
        return (
          <tr key={row.label} data-differs={row.text !== other.text} title={row.help}>
            <th scope="row">{row.label}</th>
            <td className={row.tone}>{row.text}</td>
            <td className={other.tone}>{other.text}</td>
          </tr>
        );
      })}
    </tbody>
  ));
}

const CURVE_POINTS = 1_500;

/** Both equities from one base, so that runs of different cash and dates can be held against each other. */
function Curves({ a, b }: { a: RunDetail; b: RunDetail }) {
  const ids = useMemo(() => [a.summary.runId, b.summary.runId] as const, [a, b]);
  const { asked, reload } = useAsked(ids, askForCurves, 'read both curves');
  return (
    <div className={styles['curves']}>
      <Async source={asked} label="Loading both curves" reload={reload}>
        {([left, right]) => (
          <Drawing
            table={{
              title: 'Equity of both runs',
              drawnAs: 'lines',
              columns: [
                { title: 'Date', unit: 'date' },
                { title: 'First run, from 100', unit: 'ratio' },
                { title: 'Second run, from 100', unit: 'ratio' },
              ],
              rows: sideBySideCurves(left, right, [a.spec.cash, b.spec.cash]),
            }}
          />
        )}
      </Async>
    </div>
  );
}

async function askForCurves([a, b]: readonly [RunId, RunId]) {
  const ask = (runId: RunId) => research.invoke('runs.chart', { runId, symbol: 0, maxPoints: CURVE_POINTS });
  const first = await ask(a);
  if (!first.ok) return first;
  const second = await ask(b);
  return second.ok ? ok([first.value.equity, second.value.equity] as const) : second;
}

async function askForBoth([a, b]: readonly [RunId, RunId]) {
  const first = await research.invoke('runs.get', { runId: a });
  if (!first.ok) return first;
  const second = await research.invoke('runs.get', { runId: b });
  return second.ok ? ok(olderFirst(first.value, second.value)) : second;
}
