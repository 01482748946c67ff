import { err, ok, type Result } from '#shared/kernel/result.ts';
import { fromMicros } from '#shared/model/money.ts';
import { fromOrderPrice } from '#shared/model/order-price.ts';
import { fromQuantityMicros } from '#shared/model/quantity.ts';
import { exchangeCode } from '#shared/simulation/universe/venues.ts';
import type { MessageOfKind } from '#shared/tws-protocol/messages/messages.ts';
import type { RequestOfKind } from '#shared/tws-protocol/requests/requests.ts';
import type { CommissionReport, Fill } from '../broker/broker-accounts.ts';
import { instantOf, parseDateTime, wallText, zonedText } from '../history/date-times.ts';
import { isBrokers } from './liquidation-ticket.ts';
import type { Ticket } from './ticket.ts';

/** A fill as it was told. Plain data: part of a snapshot. */
export interface Execution {
  /** Unix ms. */
  readonly time: number;
  readonly details: Omit<MessageOfKind<'execDetails'>, 'reqId'>;
  readonly commission: MessageOfKind<'commissionReport'>;
}

type Filter = Omit<RequestOfKind<'reqExecutions'>, 'kind' | 'reqId'>;

const COUNT_MAX = 10_000;
/** TWS's day, for what happened today. */
const DAY_ZONE = 'America/New_York';

/** What filled, for those who ask later: TWS tells of today only. */
export class Executions {
  #kept: Execution[] = [];

  add(execution: Execution): void {
    this.#kept.push(execution);
    if (this.#kept.length >= 2 * COUNT_MAX) this.#kept = this.#kept.slice(-COUNT_MAX);
  }

  /** @returns those that pass every part of a filter that is not empty; an error names what cannot be read in it */
  matching(filter: Filter, now: number): Result<readonly Execution[], string> {
    const since = filter.time === '' ? ok(-Infinity) : parseDateTime(filter.time, DAY_ZONE);
    if (!since.ok) return since;
    const side = sideOf(filter.side);
    if (side === null) return err(`the side of an execution is BUY or SELL, was ${filter.side.slice(0, 20)}`);
    const from = Math.max(since.value, startOfDay(now));
    const matches = (asked: string, has: string) => asked === '' || asked.toUpperCase() === has.toUpperCase();
    return ok(
      this.#kept.filter(
        ({ time, details }) =>
          time >= from &&
          (filter.clientId === 0 || filter.clientId === details.clientId) &&
          matches(filter.acctCode, details.acctNumber) &&
          matches(filter.symbol, details.contract.symbol) &&
          matches(filter.secType, details.contract.secType) &&
          isAt(filter.exchange, details) &&
          matches(side, details.side),
      ),
    );
  }

  forget(account: string): void {
    this.#kept = this.#kept.filter(({ details }) => details.acctNumber !== account);
  }

  snapshot(): readonly Execution[] {
    return this.#kept.slice(-COUNT_MAX);
  }

  restore(executions: readonly Execution[]): void {
    this.#kept = [...executions];
  }
}

/** The midnight before an instant. */
export function startOfDay(now: number): number {
  const day = wallText(now, DAY_ZONE).slice(0, 8);
  const midnight = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6)));
  return instantOf(midnight, DAY_ZONE);
}

export function executionOf(ticket: Ticket, fill: Fill, report: CommissionReport): Execution {
  const { contract, order, timeZoneId } = ticket;
  return {
    time: fill.time,
    details: {
      ...{ kind: 'execDetails', orderId: ticket.orderId, contract, execId: fill.executionId },
      ...{ time: zonedText(fill.time, timeZoneId), acctNumber: ticket.account },
      ...{ exchange: venueOf(contract), side: fill.side === 'buy' ? 'BOT' : 'SLD' },
      ...{ shares: fromQuantityMicros(fill.quantity), price: fromOrderPrice(fill.price) },
      ...{ permId: ticket.key, clientId: ticket.clientId, liquidation: isBrokers(ticket) ? 1 : 0 },
      ...{ cumQty: fromQuantityMicros(fill.filled), avgPrice: toUnits(fill.averagePrice) },
      ...{ orderRef: order.orderRef, evRule: '', evMultiplier: 0, modelCode: '' },
      ...{ lastLiquidity: LIQUIDITIES[fill.liquidity], pendingPriceRevision: false },
    },
    commission: {
      ...{ kind: 'commissionReport', execId: report.executionId },
      ...{ commission: fromMicros(report.commission), currency: report.currency },
      realizedPNL: report.realizedPnl === null ? undefined : fromMicros(report.realizedPnl),
      ...{ yield: undefined, yieldRedemptionDate: '' },
    },
  };
}

/** TWS: 0 none, 1 added, 2 removed. What met in an auction did neither. */
const LIQUIDITIES = { added: 1, removed: 2, auction: 0 } as const;

/** The exchange's averages are in price units already, with a float's dust on them: as many places as a price has. */
export function toUnits(averagePrice: number): number {
  return Math.round(averagePrice * 1e8) / 1e8;
}

/** SMART is no exchange: what was sent there fills at the listing exchange. */
function venueOf({ exchange, primaryExchange }: Ticket['contract']): string {
  return exchangeCode(exchange) === 'SMART' && primaryExchange !== '' ? primaryExchange : exchange;
}

function isAt(asked: string, { exchange, contract }: Execution['details']): boolean {
  const code = exchangeCode(asked);
  return asked === '' || [exchange, contract.exchange].some((each) => exchangeCode(each) === code);
}

/** null: neither. Clients filter by an order's word or an execution's. */
function sideOf(asked: string): '' | 'BOT' | 'SLD' | null {
  switch (asked.toUpperCase()) {
    case '':
      return '';
    case 'BUY':
    case 'BOT':
      return 'BOT';
    case 'SELL':
    case 'SSHORT':
    case 'SLD':
      return 'SLD';
    default:
      return null;
  }
}
