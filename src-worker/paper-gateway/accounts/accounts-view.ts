import { assert } from '#shared/kernel/assert.ts';
import { fromMicros } from '#shared/model/money.ts';
import { fromQuantityMicros } from '#shared/model/quantity.ts';
import type { AccountPnl, AccountValue, PositionRow } from '#shared/simulation/accounts/account-report.ts';
import type { Accounts } from '#shared/simulation/accounts/accounts.ts';
import type { Universe } from '#shared/simulation/universe/universe.ts';
import type { World } from '../world/world.ts';
import type {
  AccountBooks,
  HeldPosition,
  PortfolioItem,
  PositionProfitAndLoss,
  ProfitAndLoss,
} from './account-books.ts';

type Reported = Pick<
  Accounts,
  'ids' | 'revision' | 'values' | 'summary' | 'positions' | 'portfolio' | 'pnl' | 'positionPnl'
>;

/** The accounts as TWS messages need them: contracts instead of contract ids, currency units instead of micros. */
export class AccountsView implements AccountBooks {
  readonly #accounts: Reported;
  readonly #universe: Universe;
  readonly #listeners = new Set<(account: string) => void>();
  /** As of the last time that changes were told. */
  readonly #revisions: Map<string, number>;

  constructor(accounts: Reported, { clock, universe }: Pick<World, 'clock' | 'universe'>) {
    this.#accounts = accounts;
    this.#universe = universe;
    this.#revisions = new Map(accounts.ids.map((id) => [id, accounts.revision(id)]));
    // Whatever nobody tells of at once is told of before time goes on.
    clock.onPassing(() => this.tellChanges());
  }

  get names(): readonly string[] {
    return this.#accounts.ids;
  }

  /** For whoever books something: those who follow the accounts hear of it now. */
  tellChanges(): void {
    for (const [account, told] of this.#revisions) {
      const revision = this.#accounts.revision(account);
      if (revision === told) continue;
      this.#revisions.set(account, revision);
      for (const listener of this.#listeners) listener(account);
    }
  }

  onChange(listener: (account: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  values(account: string): readonly AccountValue[] {
    return this.#accounts.values(account);
  }

  summary(account: string, tags: readonly string[]): readonly AccountValue[] {
    return this.#accounts.summary(account, tags);
  }

  positions(account: string): readonly HeldPosition[] {
    return this.#accounts.positions(account).map((row) => this.#held(row));
  }

  portfolio(account: string): readonly PortfolioItem[] {
    return this.#accounts.portfolio(account).map((item) => ({
      ...this.#held(item),
      marketPrice: item.marketPrice,
      marketValue: fromMicros(item.marketValue),
      unrealizedPnl: fromMicros(item.unrealizedPnl),
      realizedPnl: fromMicros(item.realizedPnl),
    }));
  }

  pnl(account: string): ProfitAndLoss {
    return forReading(this.#accounts.pnl(account));
  }

  positionPnl(account: string, conId: number): PositionProfitAndLoss {
    const pnl = this.#accounts.positionPnl(account, conId);
    if (pnl === null) return NOT_HELD;
    return { ...forReading(pnl), quantity: fromQuantityMicros(pnl.quantity), value: fromMicros(pnl.value) };
  }

  #held({ conId, quantity, averageCost }: PositionRow): HeldPosition {
    const listing = this.#universe.byConId(conId);
    assert(listing !== null, `an account holds contract ${conId}, which the universe does not have`);
    const { contract } = listing.details;
    return { contract, quantity: fromQuantityMicros(quantity), averageCost };
  }
}

const NOT_HELD: PositionProfitAndLoss = {
  ...{ quantity: 0, value: undefined },
  ...{ daily: undefined, unrealized: undefined, realized: undefined },
};

function forReading({ daily, unrealized, realized }: AccountPnl): ProfitAndLoss {
  return {
    daily: fromMicros(daily),
    unrealized: fromMicros(unrealized),
    realized: fromMicros(realized),
  };
}
