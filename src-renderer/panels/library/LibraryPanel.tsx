import { Button } from '@mantine/core';
import { FileUp, LibraryBig } from 'lucide-react';
import { useMemo } from 'react';
import type { SeriesSummary } from '#shared/model/series.ts';
import { deleteSeries } from '../../commands/library.ts';
import { Async } from '../../components/Async.tsx';
import { CommandButton } from '../../components/CommandButton.tsx';
import { DataTable, type TableColumn } from '../../components/DataTable.tsx';
import { FileDrop } from '../../components/FileDrop.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { EmptyState } from '../../components/states.tsx';
import { formatNumber } from '../../format/number.ts';
import { formatBarTime } from '../../format/time.ts';
import { startImport } from '../../stores/import.ts';
import { loadLibrary, useLibrary } from '../../stores/library.ts';
import { selectSeries, useSelection } from '../../stores/selection.ts';
import styles from './library.module.css';
import { SeriesPreview } from './SeriesPreview.tsx';

const BY_SYMBOL = [{ id: 'symbol', desc: false }];

export function LibraryPanel() {
  const library = useLibrary();
  return (
    <Panel>
      <FileDrop onFile={startImport} otherwise="use Import">
        <Async source={library} label="Loading the library" reload={loadLibrary}>
          {(series) =>
            series.length === 0 ? (
              <EmptyState
                icon={LibraryBig}
                title="The library is empty"
                text="It holds the prices that backtests run on. Import a CSV file with dates, open, high, low and close, or drop one here."
              >
                <CommandButton
                  id="library.import"
                  variant="filled"
                  leftSection={<FileUp size={13} aria-hidden />}
                />
              </EmptyState>
            ) : (
              <SeriesTable series={series} />
            )
          }
        </Async>
      </FileDrop>
    </Panel>
  );
}

function SeriesTable({ series }: { series: readonly SeriesSummary[] }) {
  const selectedId = useSelection((state) => state.seriesId);
  const selected = series.find((one) => one.seriesId === selectedId) ?? null;
  const bars = useMemo(() => series.reduce((sum, one) => sum + one.barCount, 0), [series]);
  return (
    <>
      <Toolbar title={`${formatNumber(series.length)} series`} hint={`${formatNumber(bars)} bars`}>
        <CommandButton id="library.import" variant="filled" leftSection={<FileUp size={13} aria-hidden />}>
          Import
        </CommandButton>
        <CommandButton id="library.backup">Back up</CommandButton>
        <Button
          disabled={selected === null}
          onClick={() => selected !== null && void deleteSeries(selected.seriesId)}
        >
          Delete
        </Button>
      </Toolbar>
      <div className={styles['list']}>
        <DataTable
          label="Series"
          rows={series}
          columns={COLUMNS}
          rowId={(one) => String(one.seriesId)}
          rowLabel={(one) => `${one.symbol}, ${one.barSize}, ${one.source}`}
          selectedId={selected === null ? null : String(selected.seriesId)}
          onSelect={(one) => selectSeries(one.seriesId)}
          onDelete={(one) => void deleteSeries(one.seriesId)}
          initialSort={BY_SYMBOL}
        />
      </div>
      <SeriesPreview key={(selected ?? series[0]!).seriesId} series={selected ?? series[0]!} />
    </>
  );
}

const COLUMNS: readonly TableColumn<SeriesSummary>[] = [
  {
    id: 'symbol',
    header: 'Symbol',
    width: 'minmax(70px, 0.8fr)',
    value: (one) => one.symbol,
    cell: (one) => <b>{one.symbol}</b>,
  },
  {
    id: 'source',
    header: 'Source',
    width: 'minmax(100px, 1.4fr)',
    value: (one) => one.source,
    cell: (one) => one.source,
  },
  { id: 'size', header: 'Bars of', width: '70px', value: (one) => one.barSize, cell: (one) => one.barSize },
  {
    id: 'first',
    header: 'First',
    width: 'minmax(100px, 1fr)',
    value: (one) => one.firstTime,
    cell: (one) =>
      one.barCount === 0 ? '–' : formatBarTime(one.firstTime, one.barSize, one.timeZone, 'exchange'),
    copy: (one) => new Date(one.firstTime).toISOString(),
  },
  {
    id: 'last',
    header: 'Last',
    width: 'minmax(100px, 1fr)',
    value: (one) => one.lastTime,
    cell: (one) =>
      one.barCount === 0 ? '–' : formatBarTime(one.lastTime, one.barSize, one.timeZone, 'exchange'),
    copy: (one) => new Date(one.lastTime).toISOString(),
  },
  {
    id: 'count',
    header: 'Bars',
    align: 'right',
    width: '90px',
    value: (one) => one.barCount,
    cell: (one) => formatNumber(one.barCount),
  },
  {
    id: 'currency',
    header: 'Currency',
    width: '80px',
    value: (one) => one.currency,
    cell: (one) => one.currency,
  },
  {
    id: 'tick',
    header: 'Tick',
    align: 'right',
    width: '70px',
    value: (one) => one.tick,
    cell: (one) => String(one.tick),
  },
  {
    id: 'zone',
    header: 'Time zone',
    width: 'minmax(110px, 1fr)',
    value: (one) => one.timeZone,
    cell: (one) => one.timeZone,
  },
];
