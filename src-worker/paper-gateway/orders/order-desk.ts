import { assert } from '#shared/kernel/assert.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { fromOrderPrice } from '#shared/model/order-price.ts';
import { fromQuantityMicros } from '#shared/model/quantity.ts';
import type { OrderRecord } from '#shared/simulation/exchange/order-record.ts';
import { isFinal } from '#shared/simulation/exchange/order-state.ts';
import type { OrderTerms } from '#shared/simulation/exchange/order-terms.ts';
import type { ContractDetails } from '#shared/simulation/universe/contract.ts';
import { exchangeCode } from '#shared/simulation/universe/venues.ts';
import { emptyContract, type WireContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { emptyOrder, type WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import { quoted } from '#shared/tws-protocol/protocol-fault.ts';
import type { RequestOfKind } from '#shared/tws-protocol/requests/requests.ts';
import { twsErrors, type TwsError } from '#shared/tws-protocol/tws-errors.ts';
import { Broker, type BrokerEvent, type BrokerSnapshot, type BrokerSpec } from '../broker/broker.ts';
import type { BrokerAccounts } from '../broker/broker-accounts.ts';
import { resolveContract } from '../requests/resolve-contract.ts';
import type { ClientSession } from '../server/client-session.ts';
import type { Sessions } from '../server/sessions.ts';
import type { World } from '../world/world.ts';
import { Combinations, isCombination } from './combinations.ts';
import { Executions, executionOf, startOfDay, toUnits, type Execution } from './executions.ts';
import { completedOrderMessage, previewMessage } from './order-messages.ts';
import { noticeOn } from './order-notice.ts';
import { OrderNews } from './order-news.ts';
import { readOrder } from './read-order.ts';
import { isBrokers, liquidationTicket } from './liquidation-ticket.ts';
import type { Ticket } from './ticket.ts';
import { Tickets, type TicketsSnapshot } from './tickets.ts';

export interface OrderDeskSpec {
  readonly world: World;
  readonly sessions: Pick<Sessions, 'byClientId' | 'all'>;
  readonly accounts: BrokerAccounts;
  /** Names of the accounts, at least one. */
  readonly accountNames: readonly string[];
  /** Execution ids follow from it: another run needs another one. */
  readonly seed: number;
  /** The first permanent id, above zero: another run needs others. */
  readonly firstPermId: number;
  /** From client to exchange, virtual ms: none unless given. */
  readonly latency?: BrokerSpec['latency'];
  /** Told when clients have heard of fills, which are in the accounts by then. */
  readonly onFills?: () => void;
}

const DESK_SNAPSHOT_VERSION = 1;

/** All the desk knows, as plain data for JSON. */
export interface OrderDeskSnapshot {
  readonly version: number;
  readonly nextPermId: number;
  readonly tickets: TicketsSnapshot;
  readonly executions: readonly Execution[];
  readonly exchange: BrokerSnapshot;
}

type Placed = RequestOfKind<'placeOrder'>;
/** An order that has been understood. */
interface Reading {
  readonly details: ContractDetails;
  readonly contract: WireContract;
  readonly account: string;
  readonly order: WireOrder;
  readonly terms: OrderTerms;
}

/** Who places an order, and hears why it is not taken. */
type Placer = Pick<ClientSession, 'clientId' | 'fail'>;
const TWS_USER = { clientId: 0, fail: () => undefined } satisfies Placer;

/** permIds are int32 in clients. */
const PERM_ID_MAX = 2_147_483_647;

/**
 * Orders as clients see them: whose they are, under which number, and who hears what. What becomes of them is the broker's
 * business; here it is put into TWS's messages.
 */
export class OrderDesk {
  readonly #world: World;
  readonly #accountNames: readonly string[];
  readonly #broker: Broker;
  readonly #news: OrderNews;
  readonly #combinations: Combinations;
  readonly tickets = new Tickets();
  readonly executions = new Executions();
  readonly #onFills: () => void;
  #nextPermId: number;
  /** Client 0, once it has asked to be given what is entered in TWS. */
  #binder: ClientSession | null = null;
  /** Of the order whose end is being told. */
  #whyEnded = '';

  constructor(spec: OrderDeskSpec) {
    const { world, sessions, accounts, accountNames, seed, firstPermId, latency, onFills } = spec;
    this.#onFills = onFills ?? (() => undefined);
    this.#world = world;
    this.#accountNames = accountNames;
    this.#nextPermId = firstPermId;
    this.#broker = new Broker({
      ...{ world, accounts, seed, latency },
      onEvents: (events) => this.#hear(events),
    });
    this.#news = new OrderNews(sessions, (key) => this.#broker.order(key) ?? null);
    this.#combinations = new Combinations({
      ...{ world, tickets: this.tickets, news: this.#news },
      nextKey: () => this.#nextKey(),
      accountOf: (name) => this.#accountOf(name),
    });
  }

  /** The first order id that a client may use next. */
  nextFor(clientId: number): number {
    return this.tickets.nextFor(clientId);
  }

  /** A new order, a question about one, or new terms for one. */
  place(request: Placed, session: ClientSession): void {
    const { orderId, order } = request;
    const clientId = session.clientId!;
    const known = this.#ownOf(clientId, orderId);
    if (known === undefined && !this.tickets.take(clientId, orderId))
      return session.fail(orderId, twsErrors.orderIdTaken());
    if (isCombination(known ?? request)) return this.#combinations.place(request, known, session);
    const reading = this.#read(request, clientId);
    if (!reading.ok) return this.#refuse(session, request, known, reading.error);
    if (order.whatIf) this.#preview(reading.value, orderId, session);
    else if (known === undefined) this.#submit(reading.value, orderId, session);
    else this.#modify(known, reading.value, session);
  }

  cancel(orderId: number, session: ClientSession): void {
    const ticket = this.#ownOf(session.clientId!, orderId);
    if (ticket === undefined) session.fail(orderId, twsErrors.cancelTargetNotFound(orderId));
    else this.#cancel(ticket);
  }

  cancelAll(): void {
    this.#broker.cancelAll();
    this.#combinations.cancelAll();
  }

  /**
   * Orders entered in TWS get a number that client 0 can change and cancel them by: one below zero, as none of its own is.
   *
   * @param isAutomatic true: those that are yet to be entered, until it leaves or asks otherwise; null: those that work now
   */
  bindManualOrders(session: ClientSession, isAutomatic: boolean | null): void {
    if (isAutomatic !== null) this.#binder = isAutomatic ? session : null;
    else
      for (const ticket of this.tickets.live) {
        if (ticket.clientId !== TWS_USER.clientId || ticket.orderId !== 0) continue;
        this.tickets.renumber(ticket, -ticket.key);
        session.send({
          kind: 'orderBound',
          permId: ticket.key,
          clientId: ticket.clientId,
          orderId: ticket.orderId,
        });
      }
  }

  /**
   * The user of TWS orders the least there is of a contract: client 0's, under number 0, as TWS numbers what no
   * client has placed, unless it has asked for such orders to be bound.
   *
   * @param orderType `LMT`: rests at the lowest price there is; `MKT`: trades
   */
  placeByHand(named: WireContract, orderType: 'LMT' | 'MKT'): void {
    const resolved = resolveContract(listedAt(named), this.#world);
    if (!resolved.ok) return;
    const { contract, minSize, minTick } = resolved.value;
    const order: WireOrder = {
      ...emptyOrder,
      ...{ action: 'BUY', totalQuantity: minSize, orderType, tif: 'DAY', transmit: true },
      ...{ lmtPrice: orderType === 'LMT' ? minTick : undefined, account: this.#accountNames[0]! },
    };
    const asked = { ...emptyContract, ...contract, exchange: named.exchange };
    const reading = this.#read({ kind: 'placeOrder', orderId: 0, contract: asked, order }, TWS_USER.clientId);
    if (!reading.ok) return;
    const binds = this.#binder !== null && this.#news.isThere(this.#binder);
    // Its key is the next one.
    this.#submit(reading.value, binds ? -this.#nextPermId : 0, TWS_USER);
  }

  /** The user of TWS changes an order; its client is told as of any change. What cannot be changed stays. */
  changeByHand(ticket: Ticket, change: Partial<WireOrder>): void {
    const { clientId, orderId, contract } = ticket;
    const order = {
      ...ticket.order,
      totalQuantity: ticket.status.filled + ticket.status.remaining,
      ...change,
    };
    const reading = this.#read({ kind: 'placeOrder', orderId, contract, order }, clientId);
    if (reading.ok && ticket.end === null) this.#modify(ticket, reading.value, TWS_USER);
  }

  cancelByHand(ticket: Ticket): void {
    if (ticket.end === null) this.#cancel(ticket);
  }

  #cancel(ticket: Ticket): void {
    if (isCombination(ticket)) this.#combinations.cancel(ticket);
    else this.#broker.cancel(ticket.key);
  }

  /** Ends orders that cannot go on, at once; their clients are told. @param why for people: `the contract has expired` */
  withdraw(which: (order: Readonly<OrderRecord>) => boolean, why: string): void {
    this.#broker.withdraw(which, why);
  }

  /** The broker closes a position of an account for want of margin: an order of nobody's, told like any other. */
  liquidate(account: string, conId: number, terms: OrderTerms): void {
    const listing = this.#world.universe.byConId(conId);
    assert(listing !== null, `contract ${conId}, which nobody knows, cannot be liquidated`);
    const { details } = listing;
    if (!this.#broker.prepare(details)) return;
    const key = this.#nextKey();
    const ticket = liquidationTicket(key, account, details, terms);
    this.tickets.add(ticket);
    this.#broker.liquidate({ key, account, instrument: conId, terms, isLocated: true });
  }

  /** Whether orders of the broker's own work in an account. */
  isLiquidating(account: string): boolean {
    return this.#liquidating(account).length > 0;
  }

  stopLiquidating(account: string, why: string): void {
    const keys = new Set(this.#liquidating(account).map(({ key }) => key));
    if (keys.size > 0) this.#broker.withdraw(({ key }) => keys.has(key), why);
  }

  /** An account begins anew: its orders are cancelled and told, and what has ended is forgotten. Ids stay taken. */
  forget(account: string): void {
    const why = 'the account begins anew';
    this.#broker.withdraw((order) => order.account === account, why);
    this.#combinations.cancelAll((ticket) => ticket.account === account, why);
    this.tickets.forgetEnded(account);
    this.executions.forget(account);
  }

  /** @param clientId whose orders; undefined: everybody's */
  tellOpenOrders(session: ClientSession, clientId?: number): void {
    for (const ticket of this.tickets.live)
      if (clientId === undefined || ticket.clientId === clientId) this.#news.tellTo(session, ticket);
    session.send({ kind: 'openOrderEnd' });
  }

  /** Those that ended today. */
  tellCompletedOrders(session: ClientSession): void {
    const from = startOfDay(this.#world.now());
    for (const ticket of this.tickets.completed) {
      if (ticket.end === null || ticket.end.time < from) continue;
      const parentPermId = this.tickets.of(ticket.clientId, ticket.order.parentId)?.key ?? 0;
      const working = this.#broker.order(ticket.key) ?? null;
      session.send(completedOrderMessage(ticket, working, parentPermId));
    }
    session.send({ kind: 'completedOrdersEnd' });
  }

  snapshot(): OrderDeskSnapshot {
    return structuredClone({ ...this.showState(), exchange: this.#broker.snapshot() });
  }

  /** A snapshot that is no copy and has no past events: read at once, and often. */
  showState(): OrderDeskSnapshot {
    return {
      version: DESK_SNAPSHOT_VERSION,
      nextPermId: this.#nextPermId,
      tickets: this.tickets.snapshot(),
      executions: this.executions.snapshot(),
      exchange: this.#broker.showState(),
    };
  }

  /** Grows with everything that clients may be told of. */
  get revision(): number {
    const { revision } = this.#combinations;
    return this.#broker.nextSequence + this.#nextPermId + this.tickets.takenCount + revision;
  }

  /**
   * Goes on where the snapshot was taken; before anybody is served. The clock must not lie before it.
   *
   * @param beforeMarkets what has to be done to its orders before they meet the market of today: `BrokerDays.begin`
   * @returns why not
   */
  restore(snapshot: OrderDeskSnapshot, beforeMarkets?: () => void): Result<void, string> {
    const { version, nextPermId, tickets, executions, exchange } = snapshot;
    if (version !== DESK_SNAPSHOT_VERSION)
      return err(`orders were kept in version ${version}, this is version ${DESK_SNAPSHOT_VERSION}`);
    if ((exchange.time ?? -Infinity) > this.#world.now())
      return err('orders were kept at a later time than the gateway begins at');
    this.tickets.restore(structuredClone(tickets));
    this.executions.restore(executions);
    this.#nextPermId = Math.max(this.#nextPermId, nextPermId);
    const restored = this.#broker.restore(exchange, beforeMarkets);
    return restored.ok ? ok(undefined) : err(`the exchange cannot go on: ${JSON.stringify(restored.error)}`);
  }

  #liquidating(account: string): readonly Ticket[] {
    return this.tickets.live.filter((ticket) => ticket.account === account && isBrokers(ticket));
  }

  /** Nobody can change or cancel an order of the broker's. */
  #ownOf(clientId: number, orderId: number): Ticket | undefined {
    const ticket = this.tickets.of(clientId, orderId);
    return ticket === undefined || isBrokers(ticket) ? undefined : ticket;
  }

  #read({ contract, order }: Placed, clientId: number): Result<Reading, TwsError> {
    if (contract.exchange === '') return err(twsErrors.validationFailed('Missing order exchange'));
    const resolved = resolveContract(listedAt(contract), this.#world);
    if (!resolved.ok) return resolved;
    const details = resolved.value;
    if (details.expiresAt !== null && details.expiresAt <= this.#world.now())
      return err(twsErrors.contractNotFound());
    const account = this.#accountOf(order.account);
    if (!account.ok) return account;
    let parent: number | null = null;
    if (order.parentId !== 0) {
      const ticket = this.tickets.of(clientId, order.parentId);
      parent = ticket?.account === account.value ? ticket.key : null;
      if (parent === null) return err(twsErrors.orderNotFound(order.parentId));
    }
    if (!this.#broker.prepare(details)) return err(twsErrors.orderTypeUnsupported());
    const terms = readOrder(order, {
      ...{ details, exchange: contract.exchange, parent },
      prepare: (conId) => this.#prepareById(conId),
    });
    if (!terms.ok) return terms;
    const sentTo = exchangeCode(contract.exchange);
    return ok({
      ...{ details, account: account.value, terms: terms.value },
      contract: {
        ...{ ...emptyContract, ...details.contract, exchange: sentTo },
        deltaNeutralContract: contract.deltaNeutralContract,
      },
      order: { ...order, account: account.value, clientId, tif: terms.value.tif },
    });
  }

  #prepareById(conId: number): boolean {
    const { universe } = this.#world;
    const details = universe.byConId(conId)?.details;
    return details !== undefined && this.#world.hasRoomFor(details.marketId) && this.#broker.prepare(details);
  }

  #accountOf(name: string): Result<string, TwsError> {
    const [only, ...others] = this.#accountNames;
    if (name === '' && others.length === 0) return ok(only!);
    if (name === '') return err({ code: 435, text: 'You must specify an account.' });
    return this.#accountNames.includes(name)
      ? ok(name)
      : err(twsErrors.validationFailed(`Invalid account code ${quoted(name)}`));
  }

  #submit({ details, contract, account, order, terms }: Reading, orderId: number, session: Placer): void {
    const key = this.#nextKey();
    const { conId } = details.contract;
    const ticket: Ticket = {
      ...{ key, clientId: session.clientId!, orderId, account, conId, timeZoneId: details.timeZoneId },
      ...{ contract, order, pending: null, commission: 0, commissionCurrency: '', end: null },
      status: {
        ...{ state: 'pendingSubmit', filled: 0, remaining: fromQuantityMicros(terms.quantity) },
        ...{ averagePrice: 0, lastPrice: 0, whyHeld: '' },
      },
    };
    this.tickets.add(ticket);
    const notice = noticeOn(order);
    if (notice !== null) session.fail(orderId, twsErrors.orderNotice(notice));
    const refusal = this.#broker.submit({ key, account, instrument: conId, terms });
    if (refusal !== null) this.#reject(ticket, refusal);
  }

  #nextKey(): number {
    assert(this.#nextPermId <= PERM_ID_MAX, 'there is a permanent id for the next order');
    return this.#nextPermId++;
  }

  #modify(ticket: Ticket, { details, contract, account, order, terms }: Reading, session: Placer): void {
    const isSame = ticket.conId === details.contract.conId && ticket.contract.exchange === contract.exchange;
    if (!isSame && ticket.end === null) return session.fail(ticket.orderId, twsErrors.modifyMismatch());
    ticket.pending = { order, terms };
    const notice = noticeOn(order);
    if (notice !== null && notice !== noticeOn(ticket.order))
      session.fail(ticket.orderId, twsErrors.orderNotice(notice));
    const { key, conId: instrument } = ticket;
    const refusal = this.#broker.modify({ key, account, instrument, terms });
    if (refusal === null) return;
    ticket.pending = null;
    session.fail(ticket.orderId, refusal);
  }

  #preview(
    { details, contract, account, order, terms }: Reading,
    orderId: number,
    session: ClientSession,
  ): void {
    const preview = this.#broker.preview(account, details.contract.conId, terms);
    if (preview.ok) session.send(previewMessage(orderId, contract, order, preview.value));
    else session.fail(orderId, preview.error);
  }

  /** What could not be understood. An order that is known stays as it is. */
  #refuse(
    session: ClientSession,
    { orderId, order }: Placed,
    known: Ticket | undefined,
    error: TwsError,
  ): void {
    session.fail(orderId, error);
    if (known === undefined && !order.whatIf) this.#news.tellInactive(session, orderId, order);
  }

  /** It never came to be an order: nothing is kept but its number. */
  #reject(ticket: Ticket, error: TwsError): void {
    this.tickets.drop(ticket);
    ticket.status = { ...ticket.status, state: 'rejected' };
    this.#news.tellRejected(ticket, error);
  }

  /** The status that ends it follows. */
  #endsWith(ticket: Ticket, event: TwsError): void {
    const [, reason = ''] = event.text.split('reason:');
    this.#whyEnded = reason === '' ? 'Cancelled by Trader' : `Cancelled: ${reason}`;
    this.#news.error(ticket, event);
  }

  #hear(batch: readonly BrokerEvent[]): void {
    this.#news.begin(batch.map(({ event }) => event));
    for (const each of batch) {
      const ticket = this.tickets.byKey(each.event.order);
      // An order that ended so long ago that it is forgotten has nothing more to say.
      if (ticket !== undefined) this.#take(ticket, each);
    }
    this.#news.finish();
    if (batch.some(({ commission }) => commission !== null)) this.#onFills();
  }

  #take(ticket: Ticket, { event, commission }: BrokerEvent): void {
    switch (event.kind) {
      case 'accepted':
      case 'preview':
        // Its status follows; previews do not come this way.
        return;
      case 'status': {
        const { state, filled, remaining, averagePrice, lastPrice, whyHeld, time } = event;
        ticket.status = {
          ...{ state, filled: fromQuantityMicros(filled), remaining: fromQuantityMicros(remaining), whyHeld },
          ...{ averagePrice: toUnits(averagePrice), lastPrice: fromOrderPrice(lastPrice) },
        };
        if (isFinal(state) && ticket.end === null) {
          const text = state === 'filled' ? `Filled Size: ${ticket.status.filled}` : this.#whyEnded;
          ticket.end = { time, text };
          this.tickets.ended(ticket);
        }
        return this.#news.status(ticket, event.sequence);
      }
      case 'fill': {
        assert(commission !== null, 'a fill has been booked');
        const execution = executionOf(ticket, event, commission);
        this.executions.add(execution);
        ticket.commission = toUnits(ticket.commission + execution.commission.commission);
        ticket.commissionCurrency = commission.currency;
        return this.#news.fill(ticket, execution);
      }
      case 'amended': {
        // A group or a bracket reduces an order too: its client's own terms stay.
        if (ticket.pending !== null && isSameTerms(ticket.pending.terms, event.terms)) {
          ticket.order = ticket.pending.order;
          ticket.pending = null;
        }
        const remaining = fromQuantityMicros(event.quantity) - ticket.status.filled;
        ticket.status = { ...ticket.status, remaining };
        return this.#news.amended(ticket);
      }
      case 'rejected':
        if (this.#broker.order(ticket.key) === undefined) this.#reject(ticket, event);
        else this.#endsWith(ticket, event);
        return;
      case 'cancelled':
        return this.#endsWith(ticket, event);
      case 'refused':
        if (event.request === 'modify') ticket.pending = null;
        return this.#news.failNow(ticket, event);
      case 'notice':
        return this.#news.failNow(ticket, event);
    }
  }
}

/** IBKRATS is a venue that only orders know: contracts are listed elsewhere. */
function listedAt(contract: WireContract): WireContract {
  return exchangeCode(contract.exchange) === 'IBKRATS' ? { ...contract, exchange: 'SMART' } : contract;
}

/** Once sent, an order stays sent: `transmit` does not count. */
function isSameTerms(asked: OrderTerms, taken: OrderTerms): boolean {
  return JSON.stringify({ ...asked, transmit: true }) === JSON.stringify({ ...taken, transmit: true });
}
