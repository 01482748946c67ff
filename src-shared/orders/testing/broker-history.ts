import type { HeldTerms, OrderTerms } from '../../model/order-ticket.ts';
import type { OrderState } from '../../model/order.ts';
import type { BrokerReport, OwnStep } from '../order-event.ts';
import type { BrokerEvidence } from '../reconcile/evidence.ts';
import {
  after,
  brokerOrder,
  brokerStatus,
  CLIENT_ID,
  fill,
  LIMIT_TERMS,
  ORDER_ID,
  price,
  T0,
  units,
} from './samples.ts';

/** What may happen to an order, one after the other; what is not possible where it stands does not happen. */
export const HAPPENINGS = [
  ...['acknowledged', 'waits', 'fills', 'fills-whole', 'corrected', 'amended', 'amend-refused', 'reduced'],
  ...['cancelled', 'cancel-refused', 'cancel-late', 'cancelled-by-broker', 'rejected', 'expired', 'noticed'],
  ...['filled-after-end', 'repeated'],
] as const;
export type Happening = (typeof HAPPENINGS)[number];

/** A callback may arrive at any time after the last of our own steps before it. */
export type Sent =
  { readonly by: 'us'; readonly step: OwnStep } | { readonly by: 'broker'; readonly report: BrokerReport };

/** What is true of the order when all has happened. */
export interface Truth {
  readonly state: OrderState;
  readonly filled: number;
  readonly terms: HeldTerms;
  readonly commissions: number;
  readonly hasEnded: boolean;
}

export interface History {
  readonly sent: readonly Sent[];
  readonly truth: Truth;
  /** The broker's lists, asked for long after everything. */
  readonly evidence: BrokerEvidence;
}

const ORDERED = 100;
const LATER_MS = 60_000;

/** An order that is bound by 40 happenings, told by one who knows the truth and shares no code with the record. */
export function historyOf(happenings: readonly Happening[]): History {
  const sent: Sent[] = [];
  let time = 0;
  let word = 'PendingSubmit';
  let terms: HeldTerms = LIMIT_TERMS;
  let total = ORDERED;
  const fills = new Map<number, { quantity: number; peak: number; revision: number }>();
  let end = 'none' as 'none' | 'filled' | 'cancelled' | 'rejected' | 'expired';
  let isCancelAsked = false;
  let isCancelPending = false;
  let hasAmended = false;
  let hasReduced = false;
  let rejection = '';

  const us = (step: OwnStep) => sent.push({ by: 'us', step });
  const tell = (report: BrokerReport) => sent.push({ by: 'broker', report });
  const at = () => after((time += 7));
  const filled = () => [...fills.values()].reduce((sum, { quantity }) => sum + quantity, 0);
  const peak = () => [...fills.values()].reduce((sum, one) => sum + one.peak, 0);
  const openOrder = () => brokerOrder({ status: word, terms: { ...terms, quantity: units(total) } });
  const statusNow = () =>
    brokerStatus({ status: word, filled: units(filled()), remaining: units(Math.max(0, total - filled())) });
  const tellState = () => {
    tell({ kind: 'open-order', at: at(), order: openOrder() });
    tell({ kind: 'order-status', at: at(), status: statusNow() });
  };
  const execute = (root: number) => {
    const { quantity, revision } = fills.get(root)!;
    const execId = `0001.${root}.01.0${revision}`;
    tell({ kind: 'execution', at: at(), execution: fill(execId, quantity) });
    const report = { execId, commission: quantity as never, currency: 'USD' as never, realizedPnl: null };
    tell({ kind: 'commission', at: at(), report });
  };
  const fillBy = (quantity: number) => {
    const root = fills.size + 1;
    fills.set(root, { quantity, peak: quantity, revision: 1 });
    execute(root);
  };
  const endAs = (how: typeof end, status: string) => {
    end = how;
    word = status;
    isCancelPending = false;
    tellState();
  };

  us({ kind: 'queued', at: T0, clientId: CLIENT_ID, orderId: ORDER_ID });
  us({ kind: 'sent', at: T0 });
  tellState();
  for (const happening of happenings) {
    const isLive = end === 'none';
    switch (happening) {
      case 'acknowledged':
      case 'waits':
        if (!isLive || isCancelPending) break;
        word = happening === 'waits' ? 'PreSubmitted' : 'Submitted';
        tellState();
        break;
      case 'fills':
        // The last part is left for `fills-whole`: with corrections below it nobody can take it for filled.
        if (!isLive || peak() + 10 >= total) break;
        if (!isCancelPending) word = 'Submitted';
        fillBy(10);
        tellState();
        break;
      case 'fills-whole':
        if (!isLive || filled() >= total) break;
        fillBy(total - filled());
        endAs('filled', 'Filled');
        break;
      case 'corrected': {
        const one = [...fills].at(-1);
        if (one === undefined || !isLive || one[1].revision >= 9 || one[1].quantity === 0) break;
        one[1].revision += 1;
        one[1].quantity -= 5;
        execute(one[0]);
        break;
      }
      case 'amended':
      case 'amend-refused': {
        if (!isLive || isCancelAsked || hasAmended || hasReduced || word === 'PendingSubmit') break;
        hasAmended = true;
        const quantity = units(total + 50);
        const asked: OrderTerms = { ...LIMIT_TERMS, quantity, limitPrice: price(21) };
        us({ kind: 'amend-requested', at: at(), terms: asked });
        if (happening === 'amend-refused') {
          tell({ kind: 'error', at: at(), code: 201, text: 'Order rejected - reason:no' });
        } else {
          terms = asked;
          total += 50;
          tellState();
        }
        break;
      }
      case 'reduced':
        if (!isLive || hasAmended || peak() + 10 >= total || word === 'PendingSubmit') break;
        hasReduced = true;
        total -= 1;
        tellState();
        break;
      case 'cancelled':
      case 'cancel-refused':
      case 'cancel-late':
        if (!isLive || isCancelAsked) break;
        isCancelAsked = true;
        us({ kind: 'cancel-requested', at: at() });
        if (happening === 'cancel-refused') {
          tell({ kind: 'error', at: at(), code: 161, text: 'not in a cancellable state' });
          break;
        }
        isCancelPending = true;
        word = 'PendingCancel';
        tellState();
        if (happening === 'cancel-late') break;
        tell({ kind: 'error', at: at(), code: 202, text: 'Order Canceled - reason:' });
        endAs('cancelled', 'Cancelled');
        break;
      case 'cancelled-by-broker':
        if (!isLive) break;
        tell({ kind: 'error', at: at(), code: 202, text: 'Order Canceled - reason:for some reason' });
        endAs('cancelled', 'Cancelled');
        break;
      case 'rejected':
        if (!isLive || hasAmended) break;
        rejection = 'Order rejected - reason:no margin';
        tell({ kind: 'error', at: at(), code: 201, text: rejection });
        endAs('rejected', 'Inactive');
        break;
      case 'expired':
        if (!isLive || isCancelAsked) break;
        tell({ kind: 'error', at: at(), code: 202, text: 'Order Canceled - reason:the order expired' });
        endAs('expired', 'Cancelled');
        break;
      case 'noticed':
        tell({ kind: 'error', at: at(), code: 399, text: 'Warning: it waits for the open' });
        break;
      case 'filled-after-end':
        if (end !== 'cancelled' || filled() + 10 >= total) break;
        fillBy(10);
        tellState();
        break;
      case 'repeated':
        tellState();
        break;
    }
  }

  const askedAt = after(time + LATER_MS);
  const executions = [...fills].map(([root, { quantity, revision }]) =>
    fill(`0001.${root}.01.0${revision}`, quantity),
  );
  const completed = {
    order: { ...openOrder(), status: word === 'Inactive' ? 'Inactive' : word },
    ...{ filled: units(filled()), completedAt: null },
    completedStatus: end === 'expired' ? 'the order expired' : rejection,
  };
  const open = { order: openOrder(), status: statusNow() };
  return {
    sent,
    truth: {
      state: end === 'none' ? liveState(filled(), isCancelPending, word) : end,
      filled: units(filled()),
      terms: { ...terms, quantity: units(total) },
      commissions: [...fills.values()].reduce((sum, { quantity }) => sum + quantity, 0),
      hasEnded: end !== 'none',
    },
    evidence: {
      ...{ askedAt, at: askedAt, coversSince: T0, positions: null, cash: null, executions },
      openOrders: end === 'none' ? [open] : [],
      completedOrders: end === 'none' ? [] : [completed],
    },
  };
}

function liveState(filled: number, isCancelPending: boolean, word: string): OrderState {
  if (isCancelPending) return 'pending-cancel';
  if (filled > 0) return 'partially-filled';
  return word === 'PendingSubmit' ? 'sent' : 'working';
}
