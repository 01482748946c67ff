import { useCallback, useEffect, useState } from 'react';
import type { ChartIndicator } from '#shared/model/chart.ts';
import type { ChartFeed } from '../stores/chart-feed.ts';
import styles from './charts.module.css';
import type { ChartFill } from './chart-fills.ts';
import { LiveChart, type LiveChartEvents, type LiveChartSubject } from './live-chart.ts';
import { type PriceLine, PriceLines } from './PriceLines.tsx';

interface LiveChartViewProps {
  readonly subject: LiveChartSubject;
  readonly feed: ChartFeed;
  readonly indicators: readonly ChartIndicator[];
  readonly fills: readonly ChartFill[];
  readonly lines: readonly PriceLine[];
  /** Stable: another object draws everything anew. */
  readonly events: LiveChartEvents;
  readonly themeKey: string;
  /** What is shown is not fresh. */
  readonly isStale: boolean;
}

/** The live chart with what lies over it. */
export function LiveChartView(props: LiveChartViewProps) {
  const { subject, feed, indicators, fills, lines, events, themeKey, isStale } = props;
  const [chart, setChart] = useState<LiveChart | null>(null);
  const frame = useCallback(
    (element: HTMLDivElement) => {
      const made = new LiveChart(element, subject, feed.bars, events);
      element.dataset['theme'] = themeKey;
      const stop = feed.subscribe((first) => made.changed(first));
      setChart(made);
      return () => {
        stop();
        setChart(null);
        made.dispose();
      };
    },
    [subject, feed, events, themeKey],
  );
  useEffect(() => chart?.setIndicators(indicators), [chart, indicators]);
  useEffect(() => chart?.setFills(fills), [chart, fills]);
  return (
    <div className={styles['live']} data-stale={isStale}>
      <div
        ref={frame}
        className={styles['frame']}
        role="application"
        aria-label={`Chart of ${subject.name}. Arrow keys pan, plus and minus zoom, Home shows everything, a double click the newest bars.`}
        tabIndex={0}
      />
      {chart !== null && <PriceLines {...{ chart, lines, tick: subject.tick }} />}
    </div>
  );
}
