import { create } from 'zustand';
import type { Blotter, DeniedView, ExecutionView } from '#shared/ipc/orders.ts';
import { isFinal, isLive, type Order } from '#shared/model/order.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import { type Problem, problemOf } from '../format/problem.ts';
import { main } from '../ipc/services.ts';

/** Ended ones beyond these are left to the history that main keeps. */
const ENDED_MAX = 2_000;
const EXECUTIONS_MAX = 5_000;
const DENIED_MAX = 500;
/** Changes that come before the list they build upon; more than that, and the list is asked for again. */
const EARLY_MAX = 1_000;

export type OrderChange = Blotter;

interface OrdersState {
  /** Of the last change taken in; null until the list has come. */
  readonly sequence: number | null;
  /** By ref; newest first where they are shown. */
  readonly orders: ReadonlyMap<OrderRef, Order>;
  /** By root: a correction takes the place of what it corrects. */
  readonly executions: ReadonlyMap<string, ExecutionView>;
  /** Newest first. */
  readonly denied: readonly DeniedView[];
  readonly isLoading: boolean;
  readonly problem: Problem | null;
}

/** Orders, fills and refusals as main tells them: nothing is skipped, and what was missed is asked for again. */
export const useOrders = create<OrdersState>(() => ({
  ...{ sequence: null, orders: new Map(), executions: new Map(), denied: [] },
  ...{ isLoading: false, problem: null },
}));

let early: OrderChange[] = [];
let asked = 0;

export async function loadOrders(): Promise<void> {
  const mine = ++asked;
  useOrders.setState({ isLoading: true });
  const result = await main.invoke('orders.list', {});
  if (mine !== asked) return;
  if (!result.ok) {
    useOrders.setState({ isLoading: false, problem: problemOf(result.error, 'read the orders') });
    return;
  }
  const waited = early;
  early = [];
  const { sequence, orders, executions, denied } = result.value;
  useOrders.setState({
    ...{ sequence, denied, isLoading: false, problem: null },
    orders: new Map(orders.map((order) => [order.ref, order])),
    executions: new Map(executions.map((execution) => [execution.root, execution])),
  });
  for (const change of waited) receiveOrderChange(change);
}

export function receiveOrderChange(change: OrderChange): void {
  const state = useOrders.getState();
  if (state.sequence === null || state.isLoading) {
    early.push(change);
    if (early.length > EARLY_MAX) {
      early = [];
      void loadOrders();
    }
    return;
  }
  if (change.sequence <= state.sequence) return;
  if (change.sequence !== state.sequence + 1) {
    early = [change];
    void loadOrders();
    return;
  }
  useOrders.setState({
    sequence: change.sequence,
    orders: change.orders.length === 0 ? state.orders : withOrders(state.orders, change.orders),
    executions:
      change.executions.length === 0 ? state.executions : withExecutions(state.executions, change.executions),
    denied:
      change.denied.length === 0 ? state.denied : [...change.denied, ...state.denied].slice(0, DENIED_MAX),
  });
}

/** Those that may still trade. */
export function liveOrders({ orders }: OrdersState): Order[] {
  return [...orders.values()].filter(({ state }) => isLive(state));
}

function withOrders(before: ReadonlyMap<OrderRef, Order>, changed: readonly Order[]): Map<OrderRef, Order> {
  const orders = new Map(before);
  for (const order of changed) orders.set(order.ref, order);
  if (orders.size <= ENDED_MAX) return orders;
  const ended = [...orders.values()]
    .filter(({ state }) => isFinal(state))
    .sort((a, b) => a.createdAt - b.createdAt);
  for (const { ref } of ended.slice(0, orders.size - ENDED_MAX)) orders.delete(ref);
  return orders;
}

function withExecutions(
  before: ReadonlyMap<string, ExecutionView>,
  changed: readonly ExecutionView[],
): Map<string, ExecutionView> {
  const executions = new Map(before);
  for (const execution of changed) executions.set(execution.root, execution);
  if (executions.size <= EXECUTIONS_MAX) return executions;
  const oldest = [...executions.values()].sort((a, b) => a.execution.at - b.execution.at);
  for (const { root } of oldest.slice(0, executions.size - EXECUTIONS_MAX)) executions.delete(root);
  return executions;
}
