import { MultiSelect } from '@mantine/core';
import { isoDateSchema } from '#shared/model/iso-date.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import { changeStart } from '../../commands/paper-gateway.ts';
import { useLibrary } from '../../stores/library.ts';
import { useSettings } from '../../stores/settings.ts';
import { Entered } from './Entered.tsx';
import styles from './PaperGatewayPanel.module.css';

const SERIES_COUNT_MAX = 30;

/** Bars of the library instead of the simulated market. */
export function ReplayFields() {
  const { replay, replayFrom } = useSettings((settings) => settings.paperGateway);
  const series = useLibrary((library) => library.value) ?? [];
  const names = series.filter((each) => !each.source.includes('"')).map(nameOf);
  const chosen = replay === null ? [] : replay.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  // One that the library has no more is shown until it is taken away.
  const options = [...new Set([...names, ...chosen])];
  return (
    <div className={styles['replay']}>
      <MultiSelect
        label="Replay"
        size="xs"
        placeholder={chosen.length === 0 ? 'the simulated market' : ''}
        data={options}
        value={chosen}
        maxValues={SERIES_COUNT_MAX}
        searchable
        clearable
        nothingFoundMessage="The library has no such series."
        onChange={(values) => void changeStart({ replay: values.length === 0 ? null : values.join(',') })}
      />
      {replay !== null && (
        <Entered
          label="From"
          hint="YYYY-MM-DD"
          help="The first day that is played; empty: where all series have begun."
          isText
          value={replayFrom ?? ''}
          check={(text) =>
            text === '' || isoDateSchema.safeParse(text).success ? null : 'A date as YYYY-MM-DD.'
          }
          onEnter={(text) => void changeStart({ replayFrom: text === '' ? null : isoDateSchema.parse(text) })}
        />
      )}
    </div>
  );
}

/** As `--replay` names it, so that it means one series alone. */
function nameOf({ symbol, source, barSize }: SeriesSummary): string {
  return `${symbol}@"${source}":${barSize}`;
}
