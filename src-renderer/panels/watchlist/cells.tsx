import { useCallback, useSyncExternalStore } from 'react';
import type { ContractId } from '#shared/model/contract.ts';
import type { DataKind, QuoteState } from '#shared/model/quote.ts';
import type { Watched } from '#shared/model/watchlist.ts';
import { useMarketWords } from '../../components/use-market-words.ts';
import { onTick, stepOf } from '../../components/use-now.ts';
import {
  decimalsOfTick,
  formatNumber,
  formatPrice,
  formatSigned,
  formatSignedPercent,
  gainOrLoss,
  NO_VALUE,
} from '../../format/number.ts';
import {
  listen,
  quoteOf,
  type ShownQuote,
  useMarketData,
  useQuoteValue,
  useSamples,
} from '../../stores/quotes.ts';
import { changeOf, shortAge, sparkPoints } from './change.ts';
import styles from './watchlist.module.css';

const SPARK = { width: 60, height: 14 };
/** A price older than this shows its age, though nothing is known to be wrong: what trades rarely is old too. */
const OLD_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 1_000;

interface CellProps {
  readonly row: Watched;
}

export function LastPrice({ row }: CellProps) {
  const { contractId } = row.contract;
  const price = useQuoteValue(contractId, lastOf);
  const direction = useQuoteValue(contractId, directionOf);
  const isFlashing = useQuoteValue(contractId, isFlashingNow);
  const arrow = direction === 'up' ? '▲' : direction === 'down' ? '▼' : '';
  return (
    <span className={styles['last']} data-old={useQuoteValue(contractId, isOld)}>
      <span className={styles['flash']} data-direction={isFlashing ? direction : null}>
        {formatPrice(price, row.minTick)}
      </span>
      <span className={styles['arrow']} data-direction={direction} aria-hidden>
        {arrow}
      </span>
    </span>
  );
}

export function Price({ row, side }: CellProps & { side: 'bid' | 'ask' }) {
  const { contractId } = row.contract;
  return (
    <span className={styles['price']} data-old={useQuoteValue(contractId, isOld)}>
      {formatPrice(useQuoteValue(contractId, side === 'bid' ? bidOf : askOf), row.minTick)}
    </span>
  );
}

export function Change({ row }: CellProps) {
  const amount = useQuoteValue(row.contract.contractId, amountOf);
  return <span className={gainOrLoss(amount)}>{formatSigned(amount, decimalsOfTick(row.minTick))}</span>;
}

export function ChangePercent({ row }: CellProps) {
  const fraction = useQuoteValue(row.contract.contractId, fractionOf);
  return <span className={gainOrLoss(fraction)}>{formatSignedPercent(fraction)}</span>;
}

export function Volume({ row }: CellProps) {
  return formatNumber(useQuoteValue(row.contract.contractId, volumeOf));
}

export function Spark({ row }: CellProps) {
  const values = useSamples(row.contract.contractId);
  const points = values === undefined ? null : sparkPoints(values, SPARK.width, SPARK.height);
  if (points === null || values === undefined) return null;
  const direction = gainOrLoss(values.at(-1)! - values[0]!);
  return (
    <svg className={styles['spark']} data-direction={direction} {...SPARK} aria-hidden>
      <polyline points={points} />
    </svg>
  );
}

/** Beside the symbol, where it is in sight however narrow the panel is. */
export function ClosedMark({ row }: CellProps) {
  const closed = useClosedWords(row);
  return closed === '' ? null : (
    <span className={styles['closed']} title={closed}>
      closed
    </span>
  );
}

/** Only of what stands still: asking for hours costs the broker a message for each contract. */
function useClosedWords({ contract: { contractId } }: Watched): string {
  const isStill = useQuoteOfNow(contractId, isStillAt);
  return useMarketWords(isStill ? contractId : null, true);
}

/** What the data is worth: live and fresh says nothing. */
export function Age({ row }: CellProps) {
  const { contractId } = row.contract;
  const problem = useMarketData((state) =>
    state.status?.problems.find((one) => one.contractId === contractId),
  );
  const closed = useClosedWords(row);
  const data = useQuoteOfNow(contractId, dataWords);
  const words = closed === '' ? data : closed.replace('market closed', 'closed');
  const state = useQuoteValue(contractId, (quote) => quote?.state);
  const explained =
    problem === undefined
      ? [closed, data].filter((part) => part !== '').join('; ')
      : `${problem.message} ${problem.help}`;
  return (
    <span className={styles['age']} data-state={state} title={explained}>
      {words}
    </span>
  );
}

/** What follows from a quote and from how long ago it came: drawn anew only when it is another word, not every second. */
function useQuoteOfNow<T extends string | boolean>(
  contractId: ContractId,
  select: (quote: Quoted, now: number) => T,
): T {
  const subscribe = useCallback(
    (changed: () => void) => {
      const endings = [listen(contractId, changed), onTick(LOOK_EVERY_MS, changed)];
      return () => endings.forEach((end) => end());
    },
    [contractId],
  );
  return useSyncExternalStore(subscribe, () => select(quoteOf(contractId), stepOf(LOOK_EVERY_MS)));
}

type Quoted = ShownQuote | undefined;
const lastOf = (quote: Quoted) => quote?.last ?? quote?.mark ?? null;
const bidOf = (quote: Quoted) => quote?.bid ?? null;
const askOf = (quote: Quoted) => quote?.ask ?? null;
const volumeOf = (quote: Quoted) => quote?.volume ?? null;
const directionOf = (quote: Quoted) => quote?.direction ?? null;
const isFlashingNow = (quote: Quoted) => quote?.isFlashing === true;
const amountOf = (quote: Quoted) => changeOf(quote)?.amount ?? null;
const fractionOf = (quote: Quoted) => changeOf(quote)?.fraction ?? null;

const KIND_WORDS: Readonly<Record<DataKind, string>> = {
  live: '',
  frozen: 'at the close',
  delayed: 'delayed',
  'delayed-frozen': 'delayed, at the close',
};

const STATE_WORDS: Readonly<Record<QuoteState, string>> = {
  waiting: 'waiting',
  flowing: '',
  resting: 'in turns',
  stale: 'stale',
  refused: 'no data',
};

function dataWords(quote: Quoted, now: number): string {
  if (quote?.isHalted === true) return 'halted';
  const words = [KIND_WORDS[quote?.kind ?? 'live'], stateWords(quote, now)];
  return words.filter((part) => part !== '').join(', ');
}

function stateWords(quote: Quoted, now: number): string {
  if (quote === undefined) return NO_VALUE;
  const words = STATE_WORDS[quote.state];
  if (quote.at === null || quote.state === 'refused') return words;
  const ageMs = now - quote.at;
  if (quote.state === 'flowing' && ageMs < OLD_AFTER_MS) return '';
  return [words, shortAge(ageMs)].filter((part) => part !== '').join(' ');
}

function isStillAt(quote: Quoted, now: number): boolean {
  return quote !== undefined && (quote.at === null || now - quote.at >= OLD_AFTER_MS);
}

function isOld(quote: Quoted): boolean | undefined {
  return quote === undefined || quote.state === 'flowing' || quote.state === 'resting' ? undefined : true;
}
