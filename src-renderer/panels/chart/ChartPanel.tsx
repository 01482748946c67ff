import { ChartCandlestick } from 'lucide-react';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { isDatedBySession } from '#shared/model/bar-size.ts';
import { type ContractDetails, contractName } from '#shared/model/contract.ts';
import type { Watched } from '#shared/model/watchlist.ts';
import { LiveChartView } from '../../charts/LiveChartView.tsx';
import { sessionHours } from '../../charts/session-hours.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Banner, EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx';
import { shownZone } from '../../format/time.ts';
import { main } from '../../ipc/services.ts';
import { isConnected, useBroker } from '../../stores/broker.ts';
import { chartFeed, pointAtPrice, showChart, streamOf, useChart } from '../../stores/chart.ts';
import { useQuote, useShownContracts } from '../../stores/quotes.ts';
import { useSelection } from '../../stores/selection.ts';
import { useSettings } from '../../stores/settings.ts';
import { useThemeKey } from '../../stores/theme-key.ts';
import { openTicketAt } from '../../stores/ticket-price.ts';
import { useAsked } from '../../stores/use-asked.ts';
import { ChartToolbar } from './ChartToolbar.tsx';
import { useChartFills, useChartLines } from './chart-lines.ts';
import styles from './chart.module.css';

const EVENTS = {
  onOldest: () => void chartFeed.pageBack(),
  onPoint: pointAtPrice,
  onPick: openTicketAt,
};

/** Live candles of the linked contract, with its position and its orders on them. */
export function ChartPanel() {
  const watched = useSelection((state) => state.contract);
  return (
    <Panel>
      {watched === null ? (
        <EmptyState
          icon={ChartCandlestick}
          title="No symbol is chosen"
          text="Choose one in the watchlist, or search for one: its candles, your position and your orders stand here."
        >
          <CommandButton id="watchlist.add" variant="filled" />
        </EmptyState>
      ) : (
        <Chart key={watched.contract.contractId} watched={watched} />
      )}
    </Panel>
  );
}

function Chart({ watched }: { watched: Watched }) {
  const { contract } = watched;
  const settings = useSettings((state) => state.chart);
  const box = useRef<HTMLDivElement>(null);
  const isInFront = useInFront(box);
  const stream = useMemo(() => streamOf(contract, settings), [contract, settings]);
  useEffect(() => {
    showChart(isInFront ? stream : null);
    return () => showChart(null);
  }, [isInFront, stream]);
  useShownContracts(
    'chart',
    useMemo(() => [contract.contractId], [contract]),
  );
  useReloadWithMarket();
  const { state } = useChart();
  return (
    <div ref={box} className={styles['chart']}>
      <ChartToolbar watched={watched} />
      <Health watched={watched} />
      {state.kind === 'failed' ? (
        <ErrorState problem={state.problem} onRetry={() => chartFeed.reload()} />
      ) : (
        <Candles watched={watched} />
      )}
      {state.kind === 'loading' && (
        <div className={styles['loading']}>
          <SkeletonRows label="Loading the bars" rows={8} />
        </div>
      )}
    </div>
  );
}

function Candles({ watched }: { watched: Watched }) {
  const { contract, minTick } = watched;
  const { contractId } = contract;
  const { barSize, isRegularHoursOnly, indicators } = useSettings((state) => state.chart);
  const display = useSettings((state) => state.timeDisplay);
  const themeKey = useThemeKey();
  const { asked } = useAsked(contractId, askForDetails, 'read the trading hours');
  const details = asked.value;
  const lines = useChartLines(contractId);
  const fills = useChartFills(contractId);
  const isStale = useQuote(contractId)?.state === 'stale';
  const subject = useMemo(
    () => ({
      name: [
        ...[contractName(contract), barSize, ...(isRegularHoursOnly ? ['regular hours'] : [])],
        ...(isDatedBySession(barSize) || details === null
          ? []
          : [`${zoneCity(shownZone(details.timeZone, display))} time`]),
      ].join(' · '),
      tick: minTick,
      barSize,
      timeZone: details?.timeZone ?? 'UTC',
      display,
      hours: details === null || isDatedBySession(barSize) ? null : sessionHours(details),
    }),
    [contract, minTick, barSize, isRegularHoursOnly, details, display],
  );
  return (
    <LiveChartView
      {...{ subject, indicators, fills, lines, themeKey, isStale }}
      feed={chartFeed}
      events={EVENTS}
    />
  );
}

/** `America/New_York` is New York. */
function zoneCity(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** What keeps the chart from being what it seems. */
function Health({ watched }: { watched: Watched }) {
  const { state, fault, isPaging } = useChart();
  const isUp = useBroker(({ status }) => status !== null && isConnected(status.phase));
  const quote = useQuote(watched.contract.contractId);
  if (!isUp)
    return (
      <Banner level="warning">
        Not connected to a broker: the chart stands still. Orders at the broker stay as they are.
      </Banner>
    );
  if (quote?.state === 'stale')
    return <Banner level="warning">The price is old: the market data connection is lost.</Banner>;
  if (quote?.kind === 'delayed' || quote?.kind === 'delayed-frozen')
    return <Banner level="warning">Prices are delayed by 15 to 20 minutes.</Banner>;
  if (state.kind === 'ready' && fault !== null && !isPaging)
    return (
      <Banner level="warning">
        Some bars did not come: {fault.message} {fault.help}
      </Banner>
    );
  return null;
}

/** Another profile, or the practice market started anew: its past is another one. */
function useReloadWithMarket(): void {
  const isUp = useBroker(({ status }) => status !== null && isConnected(status.phase));
  const wasUp = useRef(isUp);
  useEffect(() => {
    if (isUp && !wasUp.current) chartFeed.reload();
    wasUp.current = isUp;
  }, [isUp]);
}

/** A panel behind another tab is there and not seen. */
function useInFront(box: RefObject<HTMLElement | null>): boolean {
  const [isInFront, setInFront] = useState(false);
  useEffect(() => {
    if (box.current === null) return undefined;
    const observer = new IntersectionObserver((entries) =>
      setInFront(entries.at(-1)?.isIntersecting === true),
    );
    observer.observe(box.current);
    return () => {
      observer.disconnect();
    };
  }, [box]);
  return isInFront;
}

function askForDetails(contractId: ContractDetails['contract']['contractId'], signal: AbortSignal) {
  return main.invoke('marketData.details', { contractId }, { signal });
}
