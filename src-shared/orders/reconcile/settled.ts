import { isFinal, isLive, type OrderState } from '../../model/order.ts';
import type { OrderRef } from '../../model/order-ticket.ts';
import type { OrderRecord } from '../order-record.ts';
import { flagsOf, orderOf, stateOf } from '../order-state.ts';
import type { Settled } from './evidence.ts';
import type { WorkingBook } from './working-book.ts';

/** What the steps have settled, for the log and the blotter. */
export function settledBetween(before: readonly OrderRecord[], book: WorkingBook): Settled[] {
  const known = new Map<OrderRef, OrderRecord>(before.map((record) => [record.ref, record]));
  return book.records.flatMap((record) => {
    const was = known.get(record.ref);
    return was === undefined ? [adopted(record)] : changes(was, record);
  });
}

function adopted(record: OrderRecord): Settled {
  const { ref, origin, contract, account } = record;
  const who = origin === 'tws' ? 'TWS' : `client ${record.clientId}`;
  const what = `an order from ${who} in ${contract.symbol}, account ${account}`;
  return { kind: 'adopted', ref, text: `${what}, is ${stateOf(record)}` };
}

function changes(was: OrderRecord, record: OrderRecord): Settled[] {
  const { ref } = record;
  const from = stateOf(was);
  const to = stateOf(record);
  const raised = flagsOf(record).filter((flag) => !flagsOf(was).includes(flag));
  const settled: Settled[] = [];
  const say = (kind: Settled['kind'], text: string) =>
    settled.push({ kind, ref, text: `order ${ref} ${text}` });
  if (raised.includes('revived')) say('revived', `was ${from}, and the broker has it open`);
  else if (isLive(from) && isFinal(to)) say(endOf(to), endText(record, from, to));
  else if (from === 'unknown' && to !== 'unknown') say('confirmed', `was unknown, and is ${to}`);
  if (raised.includes('changed-elsewhere')) say('changed', 'was changed by somebody else');
  return settled;
}

function endOf(to: OrderState): Settled['kind'] {
  return to === 'filled' || to === 'expired' ? to : 'ended';
}

function endText(record: OrderRecord, from: OrderState, to: OrderState): string {
  const { reason } = orderOf(record);
  return `was ${from}, and is ${to}${reason === '' ? '' : `: ${reason}`}`;
}
