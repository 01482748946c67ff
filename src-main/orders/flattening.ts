import { orderRefSchema, PLAIN_TERMS } from '#shared/model/order-ticket.ts';
import { quantityMicros } from '#shared/model/quantity.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { Contracts } from '../ports/contracts.ts';
import type { HeldPosition, PortfolioReader } from '../ports/portfolio.ts';
import type { OrderPath } from './order-path.ts';

/** Closing orders are sent so often at most: what still stands then is for a person. */
const ROUNDS = 3;
const RATES = new Set(['message-budget', 'broker-message-rate']);

export interface FlatteningOptions {
  readonly path: OrderPath;
  readonly portfolio: PortfolioReader;
  readonly contracts: Contracts;
  readonly newId: () => string;
  readonly log: Logger;
}

/** Closes what is held, on the kill switch's behalf, in rounds: what filled only in part is closed in the next. */
export class Flattening {
  readonly #options: FlatteningOptions;
  #rounds = 0;
  #isClosing = false;

  constructor(options: FlatteningOptions) {
    this.#options = options;
  }

  /** Asked for anew. */
  begin(): void {
    this.#rounds = 0;
  }

  /**
   * The next round, once nothing of the last one works any more.
   *
   * @param isAskedFor at any moment: looked at again before each order
   * @returns how many positions are left when there is nothing more to try; null: it goes on
   */
  step(accounts: readonly string[], isAskedFor: () => boolean): number | null {
    const { portfolio, log } = this.#options;
    if (this.#isClosing) return null;
    const open = accounts.flatMap((account) =>
      portfolio.positions(account).filter(({ quantity }) => quantity !== 0).map((held) => ({ account, held })),
    ); // prettier-ignore
    if (open.length === 0 || this.#rounds >= ROUNDS) return open.length;
    this.#rounds++;
    this.#isClosing = true;
    const closings = open.map(({ account, held }) => this.#close(account, held, isAskedFor));
    void Promise.allSettled(closings).then((outcomes) => {
      this.#isClosing = false;
      // Those for which the broker's rate had no room have not been tried.
      if (outcomes.some((outcome) => outcome.status === 'fulfilled' && outcome.value)) this.#rounds--;
      for (const outcome of outcomes)
        if (outcome.status === 'rejected')
          log.error({ error: outcome.reason as unknown }, 'a position could not be closed');
    });
    return null;
  }

  /** @returns whether the broker's rate had no room for it */
  async #close(
    account: string,
    { contract: { contractId }, quantity }: HeldPosition,
    isAskedFor: () => boolean,
  ): Promise<boolean> {
    const { contracts, path, portfolio, newId, log } = this.#options;
    const details = await contracts.details(contractId);
    if (!isAskedFor()) return false;
    // The answer took a moment: what is held now is what is closed.
    const held = portfolio.quantity(account, contractId);
    if (!details.ok || held === 0 || Math.sign(held) !== Math.sign(quantity)) {
      log.warn({ contractId, details }, 'a position was not closed');
      return false;
    }
    const correlationId = newId();
    const outcome = path.place(
      [
        {
          ref: orderRefSchema.parse(`flat-${correlationId}`),
          ...{ account, contract: details.value.contract, side: held > 0 ? 'sell' : 'buy' },
          ...{ parentRef: null, oca: null, isReduceOnly: true },
          terms: { ...PLAIN_TERMS, quantity: quantityMicros(Math.abs(held)) },
        },
      ],
      { by: 'kill switch', correlationId },
      'flatten',
    );
    log.warn({ contractId, outcome }, 'the kill switch closes a position');
    return outcome.kind === 'denied' && RATES.has(outcome.denial.code);
  }
}
