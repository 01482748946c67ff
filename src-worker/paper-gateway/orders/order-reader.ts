import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { OrderTerms } from '#shared/simulation/exchange/order-terms.ts';
import type { ContractDetails } from '#shared/simulation/universe/contract.ts';
import { exchangeCode } from '#shared/simulation/universe/venues.ts';
import { emptyContract, type WireContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import type { WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import { quoted } from '#shared/tws-protocol/protocol-fault.ts';
import type { RequestOfKind } from '#shared/tws-protocol/requests/requests.ts';
import { twsErrors, type TwsError } from '#shared/tws-protocol/tws-errors.ts';
import type { Broker } from '../broker/broker.ts';
import { resolveContract } from '../requests/resolve-contract.ts';
import type { World } from '../world/world.ts';
import { readOrder } from './read-order.ts';
import type { Tickets } from './tickets.ts';

/** A `placeOrder` request that has been understood: its contract is known, its terms can be put to the exchange. */
export interface ReadOrder {
  readonly details: ContractDetails;
  readonly contract: WireContract;
  readonly account: string;
  readonly order: WireOrder;
  readonly terms: OrderTerms;
}

export interface OrderReaderSpec {
  readonly world: World;
  readonly broker: Broker;
  readonly tickets: Tickets;
  readonly accountNames: readonly string[];
}

/** Reads `placeOrder` requests: contract, account, parent and terms, or the TWS error that says what is wrong with them. */
export class OrderReader {
  readonly #spec: OrderReaderSpec;

  constructor(spec: OrderReaderSpec) {
    this.#spec = spec;
  }

  read({ contract, order }: RequestOfKind<'placeOrder'>, clientId: number): Result<ReadOrder, TwsError> {
    const { world, broker } = this.#spec;
    if (contract.exchange === '') return err(twsErrors.validationFailed('Missing order exchange'));
    const resolved = resolveContract(listedAt(contract), world);
    if (!resolved.ok) return resolved;
    const details = resolved.value;
    if (details.expiresAt !== null && details.expiresAt <= world.now())
      return err(twsErrors.contractNotFound());
    const account = this.accountOf(order.account);
    if (!account.ok) return account;
    const parent = this.#parentOf(order, clientId, account.value);
    if (!parent.ok) return parent;
    if (!broker.prepare(details)) return err(twsErrors.orderTypeUnsupported());
    const terms = readOrder(order, {
      ...{ details, exchange: contract.exchange, parent: parent.value },
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

  /** @param name empty: the only account there is */
  accountOf(name: string): Result<string, TwsError> {
    const { accountNames } = this.#spec;
    const [only, ...others] = accountNames;
    if (name === '' && others.length === 0) return ok(only!);
    if (name === '') return err({ code: 435, text: 'You must specify an account.' });
    return accountNames.includes(name)
      ? ok(name)
      : err(twsErrors.validationFailed(`Invalid account code ${quoted(name)}`));
  }

  /** Key of the order that it is attached to, an order of the same client and account; null: it is attached to none. */
  #parentOf({ parentId }: WireOrder, clientId: number, account: string): Result<number | null, TwsError> {
    if (parentId === 0) return ok(null);
    const ticket = this.#spec.tickets.of(clientId, parentId);
    return ticket?.account === account ? ok(ticket.key) : err(twsErrors.orderNotFound(parentId));
  }

  #prepareById(conId: number): boolean {
    const { world, broker } = this.#spec;
    const details = world.universe.byConId(conId)?.details;
    return details !== undefined && world.hasRoomFor(details.marketId) && broker.prepare(details);
  }
}

/** Where the contract is listed: IBKRATS is a venue that orders can be sent to, but that lists no contracts. */
export function listedAt(contract: WireContract): WireContract {
  return exchangeCode(contract.exchange) === 'IBKRATS' ? { ...contract, exchange: 'SMART' } : contract;
}
