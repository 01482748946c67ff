import { USD } from '#shared/model/currency.ts';
import { sessionCalendar } from '#shared/model/sessions/session-calendar.ts';
import type { Account } from '#shared/portfolio/account.ts';
import type { Limits } from '#shared/risk/pre-trade/settings.ts';
import type { SimulatedBroker } from '#shared/simulation/simulated-broker.ts';
import type { EngineJob } from '../job.ts';
import type { SymbolContext } from '../symbol-context.ts';
import type { WorkingOrders } from '../working-orders.ts';
import { PastActivity, type PastRun } from './past-activity.ts';
import { PreTradeGate } from './pre-trade-gate.ts';
import { SimulatedRiskView } from './simulated-risk-view.ts';

/** Null where no order has to be asked about anything. Throws what is wrong with the limits in words. */
export function limitsOf({ preTrade }: EngineJob): Limits | null {
  if (preTrade === undefined) return null;
  if (preTrade.fault !== null) throw new Error(preTrade.fault);
  return preTrade.limits;
}

/** What the gate is made of, beside the limits. */
export interface GateParts {
  readonly job: EngineJob;
  readonly account: Account;
  readonly broker: SimulatedBroker;
  readonly working: WorkingOrders;
  readonly contexts: readonly SymbolContext[];
  readonly curve: PastRun['curve'];
}

export function newGate(
  limits: Limits,
  { job, account, broker, working, contexts, curve }: GateParts,
): PreTradeGate {
  const { symbols, cash, session } = job;
  const calendar = session && sessionCalendar(session.calendar);
  const { barSize, timeZone } = symbols[0]!;
  const past = new PastActivity({
    ...{ barSize, timeZone, cash, curve },
    fills: broker.fills,
    trades: account.trades,
  });
  const run = {
    ...{ symbols, account },
    hasMargin: job.execution.account === 'margin',
    isRegularAt: (now: number) => calendar?.isOpenAt(now, 'regular') ?? true,
    closeOf: (symbol: number) => contexts[symbol]!.close,
    ordersOf: (symbol: number) => working.book.of(symbol),
  };
  const view = new SimulatedRiskView(run, currencyOf(job), past.activity);
  return new PreTradeGate(limits, symbols.length, past, view);
}

/** Plans name it; tests and measurements need not. */
function currencyOf({ symbols, currencies }: EngineJob) {
  return currencies?.base ?? symbols[0]!.currency ?? USD;
}
