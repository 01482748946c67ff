import { contractName } from '#shared/model/contract.ts';
import type { Order } from '#shared/model/order.ts';
import { fromOrderPrice } from '#shared/model/order-price.ts';
import { OrderPrices, Price } from '../../components/Price.tsx';
import type { TableColumn } from '../../components/DataTable.tsx';
import { shortContractName } from '../../format/contract.ts';
import { FLAG_WORDS, formatUnits, ORDER_STATE_WORDS, priceText, SIDE_WORDS } from '../../format/order.ts';
import { formatSecond, localZone } from '../../format/time.ts';
import { useOrders } from '../../stores/orders.ts';
import { OrderStateBadge } from './OrderStateBadge.tsx';

const ORIGIN_WORDS = { ours: '', 'other-client': 'another client', tws: 'TWS' } as const;

export const orderColumns: readonly TableColumn<Order>[] = [
  {
    id: 'time',
    header: 'Time (local)',
    width: '84px',
    value: (order) => entryOf(order).createdAt,
    cell: (order) => formatSecond(order.createdAt, localZone()),
    copy: (order) => new Date(order.createdAt).toISOString(),
  },
  {
    id: 'state',
    header: 'State',
    width: '126px',
    value: (order) => ORDER_STATE_WORDS[order.state],
    cell: (order) => <OrderStateBadge order={order} />,
  },
  {
    id: 'side',
    header: 'Side',
    width: '44px',
    value: (order) => order.side,
    cell: ({ side }) =>
      side === 'unknown' ? (
        <span title="TWS names an action that is not known here: it may buy or sell.">?</span>
      ) : (
        <span className={side === 'buy' ? 'gain' : 'loss'}>{SIDE_WORDS[side]}</span>
      ),
  },
  {
    id: 'contract',
    header: 'Contract',
    width: 'minmax(66px, 1fr)',
    value: (order) => contractName(order.contract),
    cell: (order) => (
      <span title={contractName(order.contract)}>
        {`${entryOf(order) === order ? '' : '└ '}${shortContractName(order.contract)}`}
      </span>
    ),
  },
  {
    id: 'quantity',
    header: 'Quantity',
    align: 'right',
    width: '62px',
    value: (order) => order.terms.quantity,
    cell: (order) => formatUnits(order.terms.quantity),
  },
  {
    id: 'filled',
    header: 'Filled',
    align: 'right',
    width: '50px',
    value: (order) => order.filled,
    cell: (order) => formatUnits(order.filled),
  },
  {
    id: 'type',
    header: 'Type',
    width: '62px',
    value: (order) => order.terms.type,
    cell: (order) => order.terms.type,
  },
  {
    id: 'price',
    header: 'Price',
    align: 'right',
    width: 'minmax(90px, 0.8fr)',
    value: (order) => order.terms.limitPrice ?? order.terms.stopPrice,
    cell: ({ contract, terms }) => <OrderPrices contractId={contract.contractId} terms={terms} />,
    copy: (order) => priceText(order.terms),
  },
  {
    id: 'tif',
    header: 'TIF',
    width: '46px',
    value: (order) => order.terms.timeInForce,
    cell: (order) => order.terms.timeInForce,
  },
  {
    id: 'why',
    header: 'What to know',
    width: 'minmax(96px, 1.6fr)',
    value: (order) => whatToKnow(order),
    cell: (order) => <span title={whatToKnow(order)}>{whatToKnow(order)}</span>,
  },
  {
    id: 'average',
    header: 'Mean price',
    align: 'right',
    width: '78px',
    value: (order) => order.averagePrice,
    cell: ({ averagePrice, contract }) => (
      <Price
        contractId={contract.contractId}
        price={averagePrice === null ? null : fromOrderPrice(averagePrice)}
      />
    ),
  },
  {
    id: 'account',
    header: 'Account',
    width: '84px',
    value: (order) => order.account,
    cell: (order) => order.account,
  },
];

/** The order that a leg of a bracket belongs to: legs stand under it, in whichever order of time. */
export function entryOf(order: Order): Order {
  return (order.parentRef === null ? undefined : useOrders.getState().orders.get(order.parentRef)) ?? order;
}

/** Entries with their legs behind them; a table that sorts by time leaves equal ones in this order. */
export function legsUnderEntries(orders: readonly Order[]): Order[] {
  const place = new Map(orders.map(({ ref }, index) => [ref, index]));
  const at = (order: Order) => place.get(entryOf(order).ref) ?? place.get(order.ref)!;
  const depth = (order: Order) => (entryOf(order) === order ? 0 : 1);
  return [...orders].sort((a, b) => at(a) - at(b) || depth(a) - depth(b));
}

/** What a person should read before anything else about an order, in one line. */
export function whatToKnow(order: Order): string {
  return [
    ORIGIN_WORDS[order.origin] === '' ? '' : `from ${ORIGIN_WORDS[order.origin]}`,
    order.requestedTerms === null ? '' : 'change asked for',
    ...order.flags.map((flag) => FLAG_WORDS[flag]),
    order.whyHeld === '' ? '' : `held: ${order.whyHeld}`,
    order.reason,
    ...order.extras,
    order.reason === '' ? (order.notices.at(-1)?.text ?? '') : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
