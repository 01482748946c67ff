import type { AccountFigure } from '#shared/model/account.ts';
import type { ContractId } from '#shared/model/contract.ts';
import type { Currency } from '#shared/model/currency.ts';
import { fromMicros, type Micros } from '#shared/model/money.ts';
import { quantityMicros, type QuantityMicros } from '#shared/model/quantity.ts';
import type { AccountReading, HeldPosition } from '../ports/portfolio.ts';
import type { BrokerSide } from './broker-side.ts';
import { cashToCompare, markOf, type Sides } from './view.ts';

const NOTHING = quantityMicros(0);

/** Both sides at this moment, for whoever decides about orders: see `PortfolioReader`. */
export class Reading {
  readonly #sides: (account: string) => Sides | null;
  readonly #broker: BrokerSide;
  readonly #accounts = new Map<string, AccountReading>();

  constructor(sides: (account: string) => Sides | null, broker: BrokerSide) {
    this.#sides = sides;
    this.#broker = broker;
  }

  quantity(account: string, contractId: ContractId): QuantityMicros {
    const state = this.#sides(account)?.ledger.book.contract(account, contractId)?.state;
    return state === undefined ? NOTHING : (state.quantity as QuantityMicros);
  }

  positions(account: string): readonly HeldPosition[] {
    const sides = this.#sides(account);
    if (sides === null) return [];
    return sides.ledger.book
      .contracts(account)
      .filter(({ state }) => state.quantity !== 0)
      .map(({ contract, state }) => {
        const price = markOf(sides, contract)?.price ?? NaN;
        return {
          contract,
          quantity: quantityMicros(state.quantity),
          value: (state.quantity / 1e6) * price * contract.multiplier,
          rate: this.rate(account, contract.currency),
        };
      });
  }

  account(account: string): AccountReading {
    let reading = this.#accounts.get(account);
    if (reading === undefined) this.#accounts.set(account, (reading = this.#reading(account)));
    return reading;
  }

  figure(account: string, figure: AccountFigure): number {
    return units(this.#broker.picture(account)?.figures.figures[figure] ?? null);
  }

  rate(account: string, currency: Currency): number {
    return this.#broker.picture(account)?.figures.rate(currency) ?? NaN;
  }

  outsideCash(account: string): ReadonlyMap<string, number> | null {
    const sides = this.#sides(account);
    if (sides?.ledger.accounts.has(account) !== true) return null;
    return new Map(
      cashToCompare(sides).map(({ currency, brokers, ours }) => {
        const accepted = sides.ledger.acceptedCash(account, currency);
        return [currency, Number(BigInt(brokers) - ours + accepted) / 1e6];
      }),
    );
  }

  /** Looked up when read, so that it is always of this moment and costs nothing until then. */
  #reading(account: string): AccountReading {
    const figure = (name: AccountFigure) => this.figure(account, name);
    const figures = () => this.#broker.picture(account)?.figures;
    const highWater = () => this.#sides(account)?.ledger.accounts.get(account)?.highWater ?? null;
    return {
      get baseCurrency() {
        return figures()?.baseCurrency ?? null;
      },
      get netLiquidation() {
        return figure('netLiquidation');
      },
      get cash() {
        return figure('totalCash');
      },
      get buyingPower() {
        return figure('buyingPower');
      },
      get availableFunds() {
        return figure('availableFunds');
      },
      get initialMargin() {
        return figure('initialMargin');
      },
      get maintenanceMargin() {
        return figure('maintenanceMargin');
      },
      get dayPnl() {
        return units(figures()?.pnl.daily ?? null);
      },
      get highWater() {
        return units(highWater() as Micros | null);
      },
      get at() {
        return figures()?.updatedAt ?? NaN;
      },
    };
  }
}

function units(amount: Micros | null): number {
  return amount === null ? NaN : fromMicros(amount);
}
