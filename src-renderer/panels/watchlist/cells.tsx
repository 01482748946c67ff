import type { DataKind, QuoteState } from '#shared/model/quote.ts';
import type { Watched } from '#shared/model/watchlist.ts';
import { useNow } from '../../components/use-now.ts';
import {
  decimalsOfTick,
  formatNumber,
  formatPrice,
  formatSigned,
  formatSignedPercent,
  gainOrLoss,
  NO_VALUE,
} from '../../format/number.ts';
import { type ShownQuote, useMarketData, useQuote, useSamples } from '../../stores/quotes.ts';
import { changeOf, shortAge, sparkPoints } from './change.ts';
import styles from './watchlist.module.css';

const SPARK = { width: 60, height: 14 };
/** A price older than this shows its age, though nothing is known to be wrong: what trades rarely is old too. */
const OLD_AFTER_MS = 60_000;

interface CellProps {
  readonly row: Watched;
}

export function LastPrice({ row }: CellProps) {
  const quote = useQuote(row.contract.contractId);
  const { direction = null, changes = 0 } = quote ?? {};
  const arrow = direction === 'up' ? '▲' : direction === 'down' ? '▼' : '';
  return (
    <span className={styles['last']} data-old={isOld(quote)}>
      <span key={changes} className={styles['flash']} data-direction={changes === 0 ? null : direction}>
        {formatPrice(quote?.last ?? quote?.mark ?? null, row.minTick)}
      </span>
      <span className={styles['arrow']} data-direction={direction} aria-hidden>
        {arrow}
      </span>
    </span>
  );
}

export function Price({ row, side }: CellProps & { side: 'bid' | 'ask' }) {
  const quote = useQuote(row.contract.contractId);
  return (
    <span className={styles['price']} data-old={isOld(quote)}>
      {formatPrice(quote?.[side] ?? null, row.minTick)}
    </span>
  );
}

export function Change({ row }: CellProps) {
  const change = changeOf(useQuote(row.contract.contractId));
  return (
    <span className={gainOrLoss(change?.amount ?? null)}>
      {formatSigned(change?.amount ?? null, decimalsOfTick(row.minTick))}
    </span>
  );
}

export function ChangePercent({ row }: CellProps) {
  const change = changeOf(useQuote(row.contract.contractId));
  return (
    <span className={gainOrLoss(change?.fraction ?? null)}>
      {formatSignedPercent(change?.fraction ?? null)}
    </span>
  );
}

export function Volume({ row }: CellProps) {
  const quote = useQuote(row.contract.contractId);
  return formatNumber(quote?.volume ?? null);
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

/** What the data is worth: live and fresh says nothing. */
export function Age({ row }: CellProps) {
  const { contractId } = row.contract;
  const quote = useQuote(contractId);
  const problem = useMarketData((state) =>
    state.status?.problems.find((one) => one.contractId === contractId),
  );
  const now = useNow(1_000);
  const words = [KIND_WORDS[quote?.kind ?? 'live'], stateWords(quote, now)].filter((part) => part !== '');
  const explained = problem === undefined ? undefined : `${problem.message} ${problem.help}`;
  return (
    <span className={styles['age']} data-state={quote?.state} title={explained}>
      {quote?.isHalted === true ? 'halted' : words.join(', ')}
    </span>
  );
}

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

function stateWords(quote: ShownQuote | undefined, now: number): string {
  if (quote === undefined) return NO_VALUE;
  const words = STATE_WORDS[quote.state];
  if (quote.at === null || quote.state === 'refused') return words;
  const ageMs = now - quote.at;
  if (quote.state === 'flowing' && ageMs < OLD_AFTER_MS) return '';
  return [words, shortAge(ageMs)].filter((part) => part !== '').join(' ');
}

function isOld(quote: ShownQuote | undefined): boolean | undefined {
  return quote === undefined || quote.state === 'flowing' || quote.state === 'resting' ? undefined : true;
}
