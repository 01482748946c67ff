import { fromOrderPrice } from '#shared/model/order-price.ts';
import { Price } from '../../components/Price.tsx';
import { useMarketWords } from '../../components/use-market-words.ts';
import { formatUnits, ORDER_STATE_WORDS } from '../../format/order.ts';
import { formatSecond, localZone } from '../../format/time.ts';
import { useOrders } from '../../stores/orders.ts';
import { useTicket } from '../../stores/ticket.ts';
import styles from './ticket.module.css';

/** What went out last and what has become of it: nobody has to press again to be sure. */
export function LastSent() {
  const sent = useTicket((state) => state.sent);
  const order = useOrders((state) => (sent === null ? undefined : state.orders.get(sent.ref)));
  const closed = useMarketWords(
    order?.state === 'working' ? order.contract.contractId : null,
    order?.terms.isOutsideHours === true,
  );
  if (sent === null) return null;
  return (
    <div className={styles['sent']} role="status" aria-label="Last order sent">
      <div className="muted" title={`Sent at ${formatSecond(sent.at, localZone())} local time`}>
        Last sent {formatSecond(sent.at, localZone())}: {sent.sentence}
      </div>
      {order !== undefined && (
        <div data-state={order.state}>
          <strong>{ORDER_STATE_WORDS[order.state]}</strong>
          {closed !== '' && <span className="muted">, {closed}</span>}
          {order.filled > 0 && ` ${formatUnits(order.filled)} of ${formatUnits(order.terms.quantity)} at `}
          {order.filled > 0 && order.averagePrice !== null && (
            <Price contractId={order.contract.contractId} price={fromOrderPrice(order.averagePrice)} />
          )}
          {order.reason !== '' && <span className="muted"> {order.reason}</span>}
        </div>
      )}
    </div>
  );
}
