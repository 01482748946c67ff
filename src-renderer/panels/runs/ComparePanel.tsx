import { GitCompare } from 'lucide-react';
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
import { compareSettings } from './comparison.ts';
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
  const differing = settings.filter((pair) => pair.differs).length;
  const name = ({ summary }: RunDetail) =>
    `${summary.strategyTitle}, ${formatDateTime(summary.createdAt, localZone())}`;
  return (
    <>
      <Toolbar title="Two runs side by side" hint={`${differing} settings differ`} />
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

async function askForBoth([a, b]: readonly [RunId, RunId]) {
  const first = await research.invoke('runs.get', { runId: a });
  if (!first.ok) return first;
  const second = await research.invoke('runs.get', { runId: b });
  return second.ok ? ok([first.value, second.value] as const) : second;
}
