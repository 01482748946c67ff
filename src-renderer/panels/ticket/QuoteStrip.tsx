import { useEffect, useMemo } from 'react';
import type { Watched } from '#shared/model/watchlist.ts';
import { formatPrice } from '../../format/number.ts';
import { useQuote, useShownContracts } from '../../stores/quotes.ts';
import { changeTicket, takeFirstPrice } from '../../stores/ticket.ts';
import styles from './ticket.module.css';

const STATE_WORDS = {
  waiting: 'waiting for a price',
  flowing: '',
  resting: 'takes turns',
  stale: 'stale',
  refused: 'no data',
} as const;

/** Bid, ask and last; a press puts the price into the ticket. */
export function QuoteStrip({ watched }: { watched: Watched }) {
  const { contract, minTick } = watched;
  const { contractId } = contract;
  useShownContracts(
    'ticket',
    useMemo(() => [contractId], [contractId]),
  );
  const quote = useQuote(contractId);
  useEffect(() => takeFirstPrice(), [quote]);
  const price = (label: string, value: number | null) => (
    <button
      type="button"
      className={styles['quote']}
      tabIndex={-1}
      disabled={value === null}
      aria-label={`${label} ${formatPrice(value, minTick)}: take it as the limit price`}
      onClick={() => value !== null && changeTicket({ limit: String(value) })}
    >
      <span className="muted">{label}</span> {formatPrice(value, minTick)}
    </button>
  );
  const state = quote === undefined ? 'waiting' : quote.state;
  return (
    <div className={styles['quotes']} data-state={state}>
      {price('Bid', quote?.bid ?? null)}
      {price('Ask', quote?.ask ?? null)}
      {price('Last', quote?.last ?? null)}
      {STATE_WORDS[state] !== '' && <span className={styles['quoteState']}>{STATE_WORDS[state]}</span>}
      {quote?.isHalted === true && <span className={styles['quoteState']}>halted</span>}
    </div>
  );
}
