import { closeOrder } from './brackets.ts';
import { setTimer, type Core } from './core.ts';
import { moveTo } from './lifecycle.ts';
import { isFinal, TWS_STATUS } from './order-state.ts';
import { refusals, type Refusal } from './refusals.ts';

/** Asks for an order's end. It can fill until the request is there. */
export function requestCancel(core: Core, key: number): void {
  const order = core.orders.get(key);
  const objection = objectionToCancel(key, order?.state);
  if (objection !== null || order === undefined) {
    core.log.append(core.time, { kind: 'refused', order: key, request: 'cancel', ...objection! });
    return;
  }
  if (order.state === 'held') {
    // It never left.
    arriveCancel(core, key);
    return;
  }
  moveTo(core, order, 'pendingCancel');
  setTimer(core, core.time + core.settings.cancelMs, key, { kind: 'cancel' });
}

/** Too late for an order that has ended meanwhile: it has said so. */
export function arriveCancel(core: Core, key: number): void {
  const order = core.orders.live.get(key);
  if (order !== undefined) closeOrder(core, order, 'cancelled', refusals.cancelled(''));
}

/** Orders that cannot go on. Those that have ended, or end with another of them, are left as they are. */
export function withdraw(core: Core, keys: readonly number[], why: string): void {
  for (const key of keys) {
    const order = core.orders.live.get(key);
    if (order !== undefined) closeOrder(core, order, 'cancelled', refusals.cancelled(why));
  }
}

function objectionToCancel(key: number, state: keyof typeof TWS_STATUS | undefined): Refusal | null {
  if (state === undefined) return refusals.cancelTargetNotFound(key);
  if (isFinal(state) || state === 'pendingCancel') return refusals.cancelTargetFinal(key, TWS_STATUS[state]);
  return null;
}
