import { ok } from '#shared/kernel/result.ts';
import type { Contract } from '#shared/model/contract.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { orderRefSchema, PLAIN_TERMS, type OrderTicket } from '#shared/model/order-ticket.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { RiskActivity } from '#shared/risk/pre-trade/activity/risk-activity.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BrokerOrders, OutgoingOrder } from '../ports/broker-orders.ts';
import { TRADING_DAY_ZONE, type RiskDesk } from '../risk/risk-desk.ts';
import type { Asker } from './asker.ts';
import type { JournalWriter } from './journal-writer.ts';
import { OrderBook } from './order-book.ts';
import type { OrderCandidates } from './order-candidates.ts';
import { OrderPlacement, type PlacementPorts } from './order-placement.ts';
import { OrderTiming } from './order-timing.ts';

const REHEARSAL = orderRefSchema.parse('rehearsal');
const REHEARSER: Asker = { by: 'program', correlationId: 'rehearsal' };

export interface RehearsalPorts extends Pick<PlacementPorts<never>, 'candidates' | 'book' | 'ids' | 'clock'> {
  readonly writer: JournalWriter;
  readonly broker: BrokerOrders;
  readonly risk: RiskDesk;
  readonly timing: OrderTiming;
  readonly log: Logger;
}

/**
 * Runs the order path with orders that are not sent, so that the next real one finds its code compiled and in the caches. It is
 * the code of `OrderPlacement` with other ends: ids, risk and broker are only read, orders are put into a book of its own, and
 * the journal writes to a scratch file that nobody reads.
 */
export class OrderRehearsal {
  readonly #candidates: OrderCandidates;
  readonly #placement: OrderPlacement<OutgoingOrder>;
  /** Takes the orders of rehearsals, one at a time. */
  readonly #book: OrderBook;

  constructor({ candidates, book, ids, writer, broker, risk, timing, clock, log }: RehearsalPorts) {
    this.#candidates = candidates;
    // Takes the attempts of rehearsals, so that they do not count against the limits of orders.
    const attempts = new RiskActivity(TRADING_DAY_ZONE);
    const ownBook = (this.#book = new OrderBook());
    const ownWriter = writer.rehearsal();
    this.#placement = new OrderPlacement<OutgoingOrder>({
      ...{ candidates, clock, log: toldOnce(log) },
      // Its own, so that rehearsals are not in the latency figures of orders.
      timing: new OrderTiming({ clock, monotonicMs: () => timing.now(), log: SILENT }),
      book: {
        get: (ref) => book.get(ref),
        put(record) {
          ownBook.put(record);
        },
        remove(record) {
          ownBook.remove(record);
        },
      },
      ids: {
        get next() {
          return ids.next;
        },
        take: () => ids.next,
      },
      onUnknown: () => undefined,
      writer: {
        knows: (ref) => writer.knows(ref),
        commitOrders(step, orders) {
          ownWriter.commitOrders(step, orders);
          // What it commits is none of ours: rehearsals are handed on as they are.
          return ok(orders);
        },
        queue: nothing,
      },
      broker: {
        isOpen: true,
        get clientId() {
          return broker.clientId;
        },
        get messagesLastSecond() {
          return broker.messagesLastSecond;
        },
        take(lane, count) {
          broker.hasRoom(lane, count);
          return true;
        },
        send(order) {
          broker.rehearse(order);
        },
      },
      risk: {
        look(question) {
          risk.look(question);
        },
        judge(question) {
          risk.judge(question);
          // Never denied, so that the steps after the rules are run as well.
          return null;
        },
        attempted(account, contractId, request) {
          const at = clock.now();
          attempts.attempted(at, contractId, request);
          return { account, at, contractId, kind: 'attempt', request };
        },
        wasReduction: (request) => risk.wasReduction(request),
      },
      denials: { tell: nothing },
      takeBack: nothing,
    });
  }

  /** @returns false: the contract has no price, or takes no plain limit order */
  walk(account: string, contract: Contract, rounds: number): boolean {
    const price = Math.round(this.#candidates.marketPrice(contract.contractId));
    if (!(price > 0)) return false;
    const ticket: OrderTicket = {
      ...{ ref: REHEARSAL, account, contract, side: 'buy', parentRef: null, oca: null, isReduceOnly: false },
      terms: {
        ...{ ...PLAIN_TERMS, type: 'LMT', quantity: toQuantityMicros(1) },
        limitPrice: toOrderPrice(price),
      },
    };
    for (let round = 0; round < rounds; round++) {
      const { kind } = this.#placement.place([ticket], REHEARSER, 'submit');
      this.#book.remove(ticket);
      if (kind !== 'sent') return false;
    }
    return true;
  }
}

function nothing(): void {
  // A rehearsal has no effect.
}

/** Logs only the first error, as a bug on the order path would show in every rehearsal. */
function toldOnce(log: Logger): Logger {
  let isTold = false;
  return {
    ...SILENT,
    error(fields, message) {
      if (!isTold) log.error(fields, `rehearsing an order: ${message}`);
      isTold = true;
    },
  };
}

const SILENT: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
