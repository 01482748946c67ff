import type { Contract, ContractId } from '#shared/model/contract.ts';
import type { PositionAmounts } from '#shared/model/position.ts';
import type { TheirPosition } from '#shared/portfolio/compare.ts';
import { UNKNOWN_AMOUNTS, type BrokerSide } from '#shared/portfolio/value-position.ts';
import type { BrokerLine, BrokerPnl, BrokerPosition } from '../ports/broker-accounts.ts';
import { BrokerFigures } from './broker-figures.ts';

/** The broker's word about one contract in one account, from streams that each tell a part. */
export interface BrokerHolding {
  /** As told last: a message before the broker has described its contract knows less of it. */
  position: BrokerPosition;
  /** Price and results, where the account's lines are told; kept at 0 for the day after a close. */
  line: BrokerLine | null;
  /** Unix ms at which the line came. */
  lineAt: number;
  pnl: BrokerPnl | null;
}

/** What the broker says of one account. */
export class BrokerAccountPicture {
  readonly figures = new BrokerFigures();
  readonly holdings = new Map<ContractId, BrokerHolding>();

  takePosition(position: BrokerPosition): void {
    this.#of(position).position = position;
  }

  takeLine(line: BrokerLine, now: number): void {
    const holding = this.#of(line);
    holding.position = line;
    holding.line = line;
    holding.lineAt = now;
  }

  takePnl(contract: Contract, pnl: BrokerPnl): void {
    const holding = this.holdings.get(contract.contractId);
    if (holding !== undefined) holding.pnl = pnl;
  }

  /** The whole list: what is not in it is held no more. */
  takeAll(positions: readonly BrokerPosition[]): void {
    const listed = new Set(positions.map(({ contract }) => contract.contractId));
    for (const [contractId, holding] of this.holdings)
      if (!listed.has(contractId) && holding.position.quantity !== 0) this.holdings.delete(contractId);
    for (const position of positions) this.takePosition(position);
  }

  /** For the comparison: every holding, closed ones at 0. */
  get theirs(): ReadonlyMap<number, TheirPosition> {
    return new Map(
      [...this.holdings].map(([contractId, { position, line }]) => [
        contractId,
        {
          ...{ contract: position.contract, quantity: position.quantity, averageCost: position.averageCost },
          realizedPnl: line?.realizedPnl ?? null,
        },
      ]),
    );
  }

  side(contractId: ContractId): BrokerSide | null {
    const holding = this.holdings.get(contractId);
    if (holding === undefined) return null;
    const { position, line } = holding;
    const amounts: PositionAmounts =
      line === null
        ? UNKNOWN_AMOUNTS
        : { ...UNKNOWN_AMOUNTS, marketValue: line.marketValue, unrealizedPnl: line.unrealizedPnl, realizedPnl: line.realizedPnl }; // prettier-ignore
    return {
      ...{ quantity: position.quantity, averageCost: position.averageCost },
      ...{ marketPrice: line?.marketPrice ?? null, amounts },
    };
  }

  #of(position: BrokerPosition): BrokerHolding {
    const { contract } = position;
    let holding = this.holdings.get(contract.contractId);
    if (holding === undefined) {
      holding = { position, line: null, lineAt: NaN, pnl: null };
      this.holdings.set(contract.contractId, holding);
    }
    return holding;
  }
}
