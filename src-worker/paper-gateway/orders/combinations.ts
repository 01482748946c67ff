import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { parseOrderType } from '#shared/simulation/exchange/order-types.ts';
import { simulatedConId } from '#shared/simulation/universe/known-con-ids.ts';
import { exchangeCode } from '#shared/simulation/universe/venues.ts';
import { emptyContract, type ComboLeg, type WireContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import type { WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import type { RequestOfKind } from '#shared/tws-protocol/requests/requests.ts';
import { twsErrors, type TwsError } from '#shared/tws-protocol/tws-errors.ts';
import { parseDateTime } from '../history/date-times.ts';
import type { ClientSession } from '../server/client-session.ts';
import type { World } from '../world/world.ts';
import { startOfDay } from './executions.ts';
import { previewMessage } from './order-messages.ts';
import { noticeOn } from './order-notice.ts';
import type { OrderNews } from './order-news.ts';
import type { PermIds } from './perm-ids.ts';
import type { Ticket } from './ticket.ts';
import type { Tickets } from './tickets.ts';
import { unsupportedAttribute } from './unsupported-attributes.ts';

export interface CombinationsSpec {
  readonly world: World;
  readonly tickets: Tickets;
  readonly news: OrderNews;
  readonly permIds: PermIds;
  readonly accountOf: (name: string) => Result<string, TwsError>;
}

/** TWS gives all combinations in a currency one contract id. */
const COMBINATION_CON_ID = 28_812_380;
const LEG_COUNT_MIN = 2;
const LIVE_COUNT_MAX = 1_000;
const TIME_ZONE = 'America/New_York';
const TIFS = ['DAY', 'GTC', 'GTD', 'IOC', 'FOK', 'OPG'];
const TOO_MANY = twsErrors.orderRejected(`there are ${LIVE_COUNT_MAX} orders for combinations already`);
const NOTICE =
  'Warning: the paper gateway does not trade combinations. The order is kept and told until it ends or is cancelled.';

export function isCombination({ contract }: { readonly contract: WireContract }): boolean {
  return contract.secType.toUpperCase() === 'BAG';
}

/**
 * Orders for combinations (BAG): accepted, stored, reported, changed and cancelled like others, with legs, leg prices and
 * routing parameters. The simulated exchange does not trade them, so they rest until they end, which a notice says (399).
 */
export class Combinations {
  readonly #parts: CombinationsSpec;
  /** By permanent id of a live order: Unix ms at which its time in force ends. */
  readonly #ends = new Map<number, number>();
  /** Grows with everything that clients are told of them. */
  revision = 0;

  constructor(parts: CombinationsSpec) {
    this.#parts = parts;
    parts.world.clock.every(MS_PER_MINUTE, () => this.#endThoseOfBefore());
  }

  place(request: RequestOfKind<'placeOrder'>, known: Ticket | undefined, session: ClientSession): void {
    const { orderId, order } = request;
    const isFull = known === undefined && this.#live().length >= LIVE_COUNT_MAX;
    const reading = isFull ? err(TOO_MANY) : this.#read(request);
    if (!reading.ok) {
      session.fail(orderId, reading.error);
      if (known === undefined && !order.whatIf) this.#parts.news.tellInactive(session, orderId, order);
      return;
    }
    const { contract, account, end } = reading.value;
    const clientId = session.clientId!;
    const kept = { ...order, account, clientId, tif: order.tif === '' ? 'DAY' : order.tif.toUpperCase() };
    const notice = [NOTICE, noticeOn(order) ?? ''].join(' ').trim();
    if (order.whatIf) {
      const preview = { warningText: NOTICE };
      return session.send(previewMessage(orderId, contract, kept, preview));
    }
    if (known === undefined) session.fail(orderId, twsErrors.orderNotice(notice));
    else if (known.end !== null) return session.fail(orderId, twsErrors.orderIdTaken());
    else if (known.order.action !== order.action) return session.fail(orderId, twsErrors.modifyMismatch());
    const ticket = known ?? this.#ticket(contract, account, kept, orderId);
    ticket.order = kept;
    ticket.status = { ...ticket.status, remaining: order.totalQuantity! };
    this.#ends.set(ticket.key, end);
    this.#tell(ticket);
    if (kept.tif === 'IOC' || kept.tif === 'FOK') this.cancel(ticket, 'it could not be filled at once');
  }

  cancel(ticket: Ticket, reason = ''): void {
    const { news, tickets, world } = this.#parts;
    if (ticket.end !== null) {
      return news.failNow(ticket, twsErrors.cancelTargetFinal(ticket.orderId, 'Cancelled'));
    }
    ticket.status = { ...ticket.status, state: 'cancelled', whyHeld: '' };
    const text = reason === '' ? 'Cancelled by Trader' : `Cancelled: ${reason}`;
    ticket.end = { time: world.now(), text };
    tickets.ended(ticket);
    this.#ends.delete(ticket.key);
    this.#tell(ticket, twsErrors.orderCancelled(reason));
  }

  /** @param which undefined: all of them */
  cancelAll(which: (ticket: Ticket) => boolean = () => true, reason?: string): void {
    for (const ticket of this.#live()) if (which(ticket)) this.cancel(ticket, reason);
  }

  #live(): readonly Ticket[] {
    return this.#parts.tickets.live.filter(isCombination);
  }

  #endThoseOfBefore(): void {
    const now = this.#parts.world.now();
    for (const ticket of this.#live()) {
      // After a restart the gateway no longer knows when they came: they have this day.
      const end = this.#ends.get(ticket.key) ?? this.#endOf(ticket.order);
      this.#ends.set(ticket.key, end);
      if (now >= end) this.cancel(ticket, 'its day is over');
    }
  }

  #endOf({ tif, goodTillDate }: WireOrder): number {
    if (tif === 'GTC') return Infinity;
    const till = tif === 'GTD' ? parseDateTime(goodTillDate, TIME_ZONE) : null;
    if (till?.ok === true) return till.value;
    // Some hours into the next day, whatever its length.
    return startOfDay(startOfDay(this.#parts.world.now()) + 30 * 60 * MS_PER_MINUTE);
  }

  #tell(ticket: Ticket, error?: TwsError): void {
    const { news } = this.#parts;
    this.revision++;
    news.begin([]);
    news.amended(ticket);
    if (error !== undefined) news.error(ticket, error);
    news.finish();
  }

  #ticket(contract: WireContract, account: string, order: WireOrder, orderId: number): Ticket {
    const key = this.#parts.permIds.take();
    const ticket: Ticket = {
      ...{ key, clientId: order.clientId, orderId, account, conId: contract.conId, timeZoneId: TIME_ZONE },
      ...{ contract, order, pending: null, commission: 0, commissionCurrency: '', end: null },
      status: {
        ...{ state: 'preSubmitted', filled: 0, remaining: order.totalQuantity ?? 0 },
        ...{ averagePrice: 0, lastPrice: 0, whyHeld: '' },
      },
    };
    this.#parts.tickets.add(ticket);
    return ticket;
  }

  #read({ contract, order }: RequestOfKind<'placeOrder'>) {
    const account = this.#parts.accountOf(order.account);
    if (!account.ok) return account;
    const objection = this.#objectionTo(contract.comboLegs) ?? objectionTo(order);
    if (objection !== null) return err(objection);
    if (order.tif.toUpperCase() === 'GTD') {
      const till = parseDateTime(order.goodTillDate, TIME_ZONE);
      if (!till.ok) return err(twsErrors.validationFailed(till.error));
    }
    const exchange = exchangeCode(contract.exchange === '' ? 'SMART' : contract.exchange);
    const comboLegsDescription = contract.comboLegs
      .map(({ conId, ratio, action }) => `${conId}|${isSale(action) ? -ratio : ratio}`)
      .join(',');
    const { symbol, currency, comboLegs } = contract;
    return ok({
      account: account.value,
      end: this.#endOf({ ...order, tif: order.tif.toUpperCase() }),
      contract: {
        ...emptyContract,
        ...{ conId: COMBINATION_CON_ID, symbol, secType: 'BAG', exchange, currency: currency || 'USD' },
        ...{ localSymbol: symbol, tradingClass: 'COMB', comboLegs, comboLegsDescription },
      },
    });
  }

  #objectionTo(legs: readonly ComboLeg[]): TwsError | null {
    const { universe } = this.#parts.world;
    if (legs.length < LEG_COUNT_MIN) return twsErrors.validationFailed('a combination has two legs or more');
    for (const { conId, ratio, action } of legs) {
      if (universe.byConId(simulatedConId(conId)) === null) return twsErrors.contractNotFound();
      if (ratio < 1) return twsErrors.validationFailed(`the ratio of a leg is 1 or more, was ${ratio}`);
      if (!isSale(action) && action.toUpperCase() !== 'BUY')
        return twsErrors.validationFailed('the side of a leg is BUY or SELL');
    }
    return null;
  }
}

function objectionTo(order: WireOrder): TwsError | null {
  const { action, orderType, totalQuantity, lmtPrice, tif } = order;
  if (!isSale(action) && action.toUpperCase() !== 'BUY')
    return twsErrors.validationFailed('the side of an order is BUY or SELL');
  const type = parseOrderType(orderType);
  if (type === null || type === 'MKT PRT') return twsErrors.orderTypeUnsupported();
  const unsupported = unsupportedAttribute(order);
  if (unsupported !== null) return twsErrors.orderRejected(`the paper gateway does not know ${unsupported}`);
  if (tif !== '' && !TIFS.includes(tif.toUpperCase())) return twsErrors.tifIncompatible(tif);
  if (totalQuantity === undefined) return twsErrors.incompleteOrder();
  if (totalQuantity <= 0) return twsErrors.sizeIsZero();
  // It may be zero or below: what is sold can be worth more than what is bought.
  return type === 'LMT' && lmtPrice === undefined ? twsErrors.incompleteOrder() : null;
}

function isSale(action: string): boolean {
  return action.toUpperCase() === 'SELL';
}
