import { LibraryBig, ScanSearch } from 'lucide-react';
import type { ScreenResult } from '#shared/model/screen.ts';
import { openScreened } from '../../commands/screen.ts';
import { Async } from '../../components/Async.tsx';
import { CommandButton } from '../../components/CommandButton.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { EmptyState, ErrorState } from '../../components/states.tsx';
import { formatNumber } from '../../format/number.ts';
import { loadLibrary, useLibrary } from '../../stores/library.ts';
import { useScreen } from '../../stores/screen.ts';
import { runCommand } from '../../commands/registry.ts';
import { ClassBadge } from './ClassBadge.tsx';
import { SCREEN_COLUMNS } from './screen-columns.tsx';
import { ScreenForm } from './ScreenForm.tsx';
import { ScreenProgressView } from './ScreenProgressView.tsx';
import styles from './screen.module.css';

const BEST_FIRST = [
  { id: 'passed', desc: true },
  { id: 'score', desc: true },
];

/** Scores daily series for a bullish breakout: form on the left, who passes and why on the right. */
export function ScreenPanel() {
  const library = useLibrary();
  return (
    <Panel>
      <Async source={library} label="Loading the library" reload={loadLibrary}>
        {(series) =>
          series.length === 0 ? (
            <EmptyState
              icon={LibraryBig}
              title="A screen needs prices"
              text="The library is empty. Import CSV files with daily bars; the screen then says of each symbol whether it breaks out."
            >
              <CommandButton id="library.import" variant="filled" />
            </EmptyState>
          ) : (
            <div className={styles['split']}>
              <ScreenForm series={series} />
              <div className={styles['main']}>
                <Outcome />
              </div>
            </div>
          )
        }
      </Async>
    </Panel>
  );
}

function Outcome() {
  const { running, problem, results, selectedId } = useScreen();
  if (running !== null) return <ScreenProgressView />;
  if (problem !== null) return <ErrorState problem={problem} onRetry={() => runCommand('screen.run')} />;
  if (results === null) {
    return (
      <EmptyState
        icon={ScanSearch}
        title="Nothing screened yet"
        text="Choose the symbols and what they must bring. Each gets a score of 100 from trend, breakout, volume, momentum and strength, and the reasons why it passes or does not."
      />
    );
  }
  const passedCount = results.filter(({ passed }) => passed).length;
  const unscoredCount = results.filter(({ score }) => score === null).length;
  const without = unscoredCount === 0 ? '' : `, ${formatNumber(unscoredCount)} without a score`;
  return (
    <>
      <Toolbar
        title={`${formatNumber(passedCount)} of ${formatNumber(results.length)} pass`}
        hint={`Enter shows the chart${without}`}
      >
        <CommandButton id="screen.backtest">Back-test these</CommandButton>
      </Toolbar>
      <DataTable
        label="Screened symbols"
        rows={results}
        columns={SCREEN_COLUMNS}
        rowId={(one) => String(one.seriesId)}
        rowLabel={(one) => `${one.symbol}, ${one.passed ? 'passed' : 'not passed'}`}
        selectedId={selectedId === null ? null : String(selectedId)}
        onSelect={(one) => useScreen.setState({ selectedId: one.seriesId })}
        onOpen={openScreened}
        initialSort={BEST_FIRST}
      />
      <Reasons result={results.find(({ seriesId }) => seriesId === selectedId)} />
    </>
  );
}

/** All of what a row has no room for. */
function Reasons({ result }: { result: ScreenResult | undefined }) {
  if (result === undefined) return null;
  return (
    <section className={styles['reasons']} aria-label={`Reasons of ${result.symbol}`}>
      <b>{result.symbol}</b> <ClassBadge classification={result.classification} />
      {result.reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
    </section>
  );
}
