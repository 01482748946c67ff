import { useEffect } from 'react';
import type { DenialView, OrderPreview } from '#shared/ipc/orders.ts';
import type { Watched } from '#shared/model/watchlist.ts';
import { RuleButton } from '../../components/RuleButton.tsx';
import { Banner } from '../../components/states.tsx';
import { formatNumber, formatSigned } from '../../format/number.ts';
import { wordsOfRefusal, type Refusal } from '../../stores/order-changes.ts';
import { quoteOf } from '../../stores/quotes.ts';
import { previewTicket, ticketAccount, useTicket } from '../../stores/ticket.ts';
import { orderValue } from '../../stores/ticket-draft.ts';
import { useTrading } from '../../stores/trading.ts';
import styles from './ticket.module.css';

/** The broker is asked once nothing has been typed for this long. */
const STILL_MS = 500;

/** What would come of the order, before it is sent; and why nothing was sent, or may have been, after. */
export function Judgement({ watched }: { watched: Watched }) {
  const { draft, preview, refusal } = useTicket();
  // What was said of another state of trading does not hold in this one.
  const tradingState = useTrading((state) => state.status?.state);
  useEffect(() => {
    useTicket.setState({ preview: null });
    const timer = setTimeout(() => void previewTicket(), STILL_MS);
    return () => clearTimeout(timer);
  }, [draft, watched, tradingState]);
  const value = orderValue(draft, watched, quoteOf(watched.contract.contractId)?.mark ?? null);
  return (
    <div className={styles['judgement']} aria-live="polite">
      {value !== null && (
        <div className={styles['facts']}>
          <span title="Quantity × price × multiplier, before commission">
            Value {formatNumber(value.amount, 2)} {watched.contract.currency}
            {value.isEstimate ? ' at the market' : ''}
          </span>
        </div>
      )}
      {refusal !== null && <Refused refusal={refusal} watched={watched} />}
      {preview !== null && refusal === null && <Preview preview={preview} watched={watched} />}
    </div>
  );
}

function Refused({ refusal, watched }: { refusal: Refusal; watched: Watched }) {
  const [title, help] = wordsOfRefusal(refusal);
  return (
    <Banner level="error">
      <strong>{title}</strong> {help}
      {refusal.kind === 'denied' && (
        <div className={styles['toTheRule']}>
          <ToTheRule denial={refusal.denial} watched={watched} />
        </div>
      )}
    </Banner>
  );
}

function ToTheRule({ denial, watched }: { denial: DenialView; watched: Watched }) {
  return <RuleButton denial={denial} account={ticketAccount()} contractId={watched.contract.contractId} />;
}

function Preview({ preview, watched }: { preview: OrderPreview; watched: Watched }) {
  const { denial, warning, initialMarginBefore, initialMarginAfter, commissionCurrency } = preview;
  const margin =
    initialMarginBefore === null || initialMarginAfter === null
      ? null
      : initialMarginAfter - initialMarginBefore;
  const commission =
    preview.commission !== null
      ? formatNumber(preview.commission, 2)
      : preview.commissionMin === null || preview.commissionMax === null
        ? null
        : `${formatNumber(preview.commissionMin, 2)} to ${formatNumber(preview.commissionMax, 2)}`;
  return (
    <>
      <div className={styles['facts']}>
        <span className={denial === null ? 'gain' : 'loss'}>
          {denial === null ? 'Risk: would pass' : `Risk: ${denial.message}`}
        </span>
        {margin !== null && <span>Margin {formatSigned(margin, 2)}</span>}
        {commission !== null && (
          <span>
            Commission {commission} {commissionCurrency}
          </span>
        )}
      </div>
      {denial !== null && (
        <div className="muted">
          {denial.help} <ToTheRule denial={denial} watched={watched} />
        </div>
      )}
      {warning !== '' && <div className="muted">{warning}</div>}
    </>
  );
}
