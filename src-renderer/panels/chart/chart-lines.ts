import { useMemo } from 'react';
import type { ExecutionView } from '#shared/ipc/orders.ts';
import type { ContractId } from '#shared/model/contract.ts';
import { isLive, type Order } from '#shared/model/order.ts';
import { fromOrderPrice } from '#shared/model/order-price.ts';
import { fromQuantityMicros } from '#shared/model/quantity.ts';
import type { Position } from '#shared/model/position.ts';
import { cancelOrder } from '../../commands/trading.ts';
import type { ChartFill } from '../../charts/chart-fills.ts';
import type { PriceLine } from '../../charts/PriceLines.tsx';
import { formatQuantity, formatSigned } from '../../format/number.ts';
import { unitsOf } from '../../format/money.ts';
import { formatUnits, ORDER_STATE_WORDS, SIDE_WORDS } from '../../format/order.ts';
import {
  modifyOrder,
  type OrderPriceField,
  termsAtPrice,
  wordsOfRefusal,
} from '../../stores/order-changes.ts';
import { useOrders } from '../../stores/orders.ts';
import { usePortfolio } from '../../stores/portfolio.ts';

const FIELDS: readonly OrderPriceField[] = ['limitPrice', 'stopPrice'];
const DAY_MS = 86_400_000;
/** More of them would hide the candles. */
const FILLS_MAX = 500;

/** Positions and working orders of a contract, as lines on its chart. */
export function useChartLines(contractId: ContractId): readonly PriceLine[] {
  const orders = useOrders((state) => state.orders);
  const positions = usePortfolio((state) => state.view?.positions);
  const orderLines = useMemo(
    () =>
      [...orders.values()]
        .filter(({ contract, state }) => contract.contractId === contractId && isLive(state))
        .flatMap(linesOf),
    [orders, contractId],
  );
  return useMemo(() => {
    const held = (positions ?? []).filter(
      ({ contract, quantity }) => contract.contractId === contractId && quantity !== 0,
    );
    const lines = held.flatMap((position) => positionLine(position, held.length > 1));
    return [...lines, ...orderLines];
  }, [positions, orderLines, contractId]);
}

/** Fills of the last 24 hours. */
export function useChartFills(contractId: ContractId): readonly ChartFill[] {
  const executions = useOrders((state) => state.executions);
  return useMemo(() => {
    const own = [...executions.values()].filter((one) => isOf(one, contractId));
    const newest = own.reduce((latest, { execution }) => Math.max(latest, execution.at), 0);
    return own
      .map(({ execution: { at, side, quantity, price } }) => ({
        ...{ at, side, quantity: fromQuantityMicros(quantity), price: fromOrderPrice(price) },
      }))
      .filter(({ at, quantity }) => quantity > 0 && at > newest - DAY_MS)
      .sort((a, b) => a.at - b.at)
      .slice(-FILLS_MAX);
  }, [executions, contractId]);
}

function isOf({ execution }: ExecutionView, contractId: ContractId): boolean {
  return execution.contract.contractId === contractId;
}

function positionLine(position: Position, namesAccount: boolean): PriceLine[] {
  const { account, quantity, averageCost, amounts, contract } = position;
  if (averageCost === null) return [];
  const result = unitsOf(amounts.unrealizedPnl);
  const units = formatQuantity(Math.abs(fromQuantityMicros(quantity)));
  return [
    {
      key: `position ${account}`,
      price: averageCost,
      tone: result === null || result === 0 ? 'flat' : result > 0 ? 'gain' : 'loss',
      title: `${quantity > 0 ? 'Long' : 'Short'} ${units}${namesAccount ? ` ${account}` : ''}`,
      detail: result === null ? '' : `${formatSigned(result, 2)} ${contract.currency}`,
      ...{ move: null, cancel: null },
    },
  ];
}

function linesOf(order: Order): PriceLine[] {
  const { ref, side, terms, state, leaves } = order;
  const asked = order.requestedTerms;
  return FIELDS.flatMap((field) => {
    const price = terms[field];
    if (price === null) return [];
    const isTrigger = field === 'stopPrice' && terms.limitPrice !== null;
    const title = `${SIDE_WORDS[side]} ${formatUnits(leaves > 0 ? leaves : terms.quantity)} ${terms.type}${isTrigger ? ' trigger' : ''}`;
    const canMove = asked === null && termsAtPrice(order, field, fromOrderPrice(price)) !== null;
    return [
      {
        key: `${ref} ${field}`,
        price: fromOrderPrice(price),
        tone: side === 'unknown' ? 'flat' : side,
        title,
        detail: asked !== null ? 'change asked for' : state === 'working' ? '' : ORDER_STATE_WORDS[state],
        move: canMove ? (to: number) => moveOrder(order, field, to) : null,
        cancel: state === 'pending-cancel' ? null : () => void cancelOrder(ref),
      },
    ];
  });
}

async function moveOrder(order: Order, field: OrderPriceField, price: number): Promise<string | null> {
  const terms = termsAtPrice(order, field, price);
  if (terms === null) return 'It cannot be changed any more.';
  const refusal = await modifyOrder(order, terms);
  return refusal === null ? null : wordsOfRefusal(refusal)[0];
}
