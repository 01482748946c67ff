import { contractName } from '#shared/model/contract.ts';
import { orderRefSchema, PLAIN_TERMS, type OrderRef } from '#shared/model/order-ticket.ts';
import { fromQuantityMicros, quantityMicros } from '#shared/model/quantity.ts';
import { leastOf, lotOf } from '#shared/orders/ticket/check-sizes.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { Contracts } from '../../ports/contracts.ts';
import type { HeldPosition, PortfolioReader } from '../../ports/portfolio.ts';
import type { OrderPath } from '../order-path.ts';

/** Rounds of closing orders at most; a position that is open after them is left to the user. */
const ROUNDS = 3;
const RATES = new Set(['message-budget', 'broker-message-rate']);

export interface FlatteningOptions {
  readonly path: OrderPath;
  readonly portfolio: PortfolioReader;
  readonly contracts: Contracts;
  readonly newId: () => string;
  readonly log: Logger;
}

interface Open {
  readonly account: string;
  readonly held: HeldPosition;
}

/**
 * Closes all positions for the kill switch, in rounds: what filled only in part is closed in the next. Orders are in whole
 * lots; less than a lot stays open, as the broker takes no order for it. Currency conversions stay, too: they are cash that
 * somebody wanted to hold, not a position.
 */
export class Flattening {
  readonly #options: FlatteningOptions;
  #rounds = 0;
  #isClosing = false;
  /** Closing orders sent since `begin`. */
  readonly #sent = new Set<OrderRef>();
  /** Positions found to be less than can be ordered, as they stood then. */
  readonly #tooSmall = new Set<string>();

  constructor(options: FlatteningOptions) {
    this.#options = options;
  }

  /** Asked for anew. */
  begin(): void {
    this.#rounds = 0;
    this.#sent.clear();
    this.#tooSmall.clear();
  }

  isItsOrder(ref: OrderRef): boolean {
    return this.#sent.has(ref);
  }

  /**
   * The next round, once nothing of the last one works any more.
   *
   * @param isAskedFor at any moment: looked at again before each order
   * @returns what is left when there is nothing more to try, each in words; null: it goes on
   */
  step(accounts: readonly string[], isAskedFor: () => boolean): readonly string[] | null {
    const { portfolio, log } = this.#options;
    if (this.#isClosing) return null;
    const open = accounts.flatMap((account) =>
      portfolio.positions(account).filter(({ quantity }) => quantity !== 0).map((held) => ({ account, held })),
    ); // prettier-ignore
    const closable = open.filter((one) => !isConversion(one) && !this.#tooSmall.has(keyOf(one)));
    if (closable.length === 0 || this.#rounds >= ROUNDS) return open.map((one) => this.#leftInWords(one));
    this.#rounds++;
    this.#isClosing = true;
    const closings = closable.map(({ account, held }) => this.#close(account, held, isAskedFor));
    void Promise.allSettled(closings).then((outcomes) => {
      this.#isClosing = false;
      // Those for which the broker's rate had no room have not been tried, and what is too small needs no round.
      const isUntried = (outcome: (typeof outcomes)[number]) =>
        outcome.status === 'fulfilled' && outcome.value;
      if (outcomes.some(isUntried)) this.#rounds--;
      for (const outcome of outcomes)
        if (outcome.status === 'rejected')
          log.error({ error: outcome.reason as unknown }, 'a position could not be closed');
    });
    return null;
  }

  #leftInWords(one: Open): string {
    const { account, held } = one;
    const why = isConversion(one)
      ? ' (a conversion of cash)'
      : this.#tooSmall.has(keyOf(one))
        ? ' (less than can be ordered)'
        : '';
    return `${fromQuantityMicros(held.quantity)} ${contractName(held.contract)} in ${account}${why}`;
  }

  /** @returns whether it has not been tried: the broker's rate had no room, or it is too small */
  async #close(
    account: string,
    { contract, quantity }: HeldPosition,
    isAskedFor: () => boolean,
  ): Promise<boolean> {
    const { contracts, path, portfolio, newId, log } = this.#options;
    const { contractId } = contract;
    const details = await contracts.details(contractId);
    // Resumed, pulled again, or another connection: it is not asked for here any more.
    if (!isAskedFor()) return false;
    // Details may have been waited for: the position of now is closed.
    const held = portfolio.quantity(account, contractId);
    if (!details.ok || held === 0 || Math.sign(held) !== Math.sign(quantity)) {
      log.warn({ contractId, details }, 'a position was not closed');
      return false;
    }
    const size = Math.abs(held);
    const closing = size - (size % lotOf(details.value));
    if (closing === 0 || closing < leastOf(details.value)) {
      this.#tooSmall.add(keyOf({ account, held: { contract, quantity: held } }));
      return true;
    }
    const correlationId = newId();
    const ref = orderRefSchema.parse(`flat-${correlationId}`);
    this.#sent.add(ref);
    const outcome = path.place(
      [
        {
          ...{ ref, account, contract: details.value.contract, side: held > 0 ? 'sell' : 'buy' },
          ...{ parentRef: null, oca: null, isReduceOnly: true },
          terms: { ...PLAIN_TERMS, quantity: quantityMicros(closing) },
        },
      ],
      { by: 'kill switch', correlationId },
      'flatten',
    );
    log.warn({ contractId, outcome }, 'the kill switch closes a position');
    return outcome.kind === 'denied' && RATES.has(outcome.denial.code);
  }
}

function isConversion({ held }: Open): boolean {
  return held.contract.securityType === 'CASH';
}

function keyOf({
  account,
  held,
}: {
  account: string;
  held: Pick<HeldPosition, 'contract' | 'quantity'>;
}): string {
  return `${account} ${held.contract.contractId} ${held.quantity}`;
}
