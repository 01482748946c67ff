import { useCallback, useMemo } from 'react';
import type { SeriesSummary } from '#shared/model/series.ts';
import { SeriesChart } from '../../charts/SeriesChart.tsx';
import { Async } from '../../components/Async.tsx';
import { research } from '../../ipc/services.ts';
import { CHART_POINTS, DETAIL_POINTS } from '../../stores/chart-points.ts';
import { useSettings } from '../../stores/settings.ts';
import { useThemeKey } from '../../stores/theme-key.ts';
import { useAsked } from '../../stores/use-asked.ts';
import styles from './library.module.css';

/** The bars of the chosen series, asked for again when they have changed. */
export function SeriesPreview({ series }: { series: SeriesSummary }) {
  const display = useSettings((settings) => settings.timeDisplay);
  const themeKey = useThemeKey();
  const { asked, reload } = useAsked(series, askForBars, 'load the bars');
  const subject = useMemo(
    () => ({
      symbol: `${series.symbol} · ${series.barSize}`,
      currency: series.currency,
      tick: series.tick,
      barSize: series.barSize,
      timeZone: series.timeZone,
      display,
    }),
    [series, display],
  );
  const { seriesId } = series;
  const askFiner = useCallback(
    async (from: number, to: number | undefined, signal: AbortSignal) => {
      const stretch = { from, ...(to !== undefined && { to }) };
      const bars = await research.invoke(
        'library.bars',
        { seriesId, ...stretch, maxPoints: DETAIL_POINTS },
        { signal },
      );
      return bars.ok ? bars.value : null;
    },
    [seriesId],
  );
  return (
    <div className={styles['preview']}>
      <Async source={asked} label="Loading the bars" reload={reload}>
        {(loadedBars) => (
          <SeriesChart subject={subject} bars={loadedBars} askFiner={askFiner} themeKey={themeKey} />
        )}
      </Async>
    </div>
  );
}

function askForBars({ seriesId }: SeriesSummary, signal: AbortSignal) {
  return research.invoke('library.bars', { seriesId, maxPoints: CHART_POINTS }, { signal });
}
