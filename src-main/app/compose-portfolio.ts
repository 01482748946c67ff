import { Portfolio, type PortfolioOptions } from '../portfolio/portfolio.ts';
import { createPortfolioStore } from '../storage/portfolio-store.ts';
import { createStoredExecutions } from '../storage/stored-executions.ts';
import { systemClock, systemTimers } from '../telemetry/timers.ts';
import { TwsAccounts } from '../tws/tws-accounts.ts';
import type { ConnectionParts } from './compose-connection.ts';
import type { MarketDataParts } from './compose-market-data.ts';
import type { TradingSurroundings } from './trading-surroundings.ts';

/**
 * Wires the portfolio: orders hand their executions to it (`ExecutionListener`), risk reads it (`PortfolioReader`).
 *
 * `onDifferences`: our book and the broker's figures differ, or do no longer.
 */
export function composePortfolio(
  { db, log, publisher }: TradingSurroundings,
  { requests, synchronisation, tradingClock }: ConnectionParts,
  { marketData, described }: MarketDataParts,
  { onDifferences, onExpired }: { onDifferences: () => void } & Pick<PortfolioOptions, 'onExpired'>,
): Portfolio {
  const portfolio = new Portfolio({
    broker: new TwsAccounts({ requests, timers: systemTimers, log, described }),
    ...{ executions: createStoredExecutions(db), store: createPortfolioStore(db) },
    ...{ quotes: marketData.quotes, clock: systemClock, dayClock: tradingClock, timers: systemTimers, log },
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    onView: (view) => publisher.publish('portfolio.view', view),
    onTradesChanged: (count) => publisher.publish('portfolio.tradesChanged', { count }),
    onDifferences(differences) {
      log.warn({ differences }, 'the book and the broker');
      onDifferences();
    },
    onExpired,
  });
  publisher.publish('portfolio.view', portfolio.view());
  synchronisation.register('portfolio', (context) => portfolio.synchronise(context));
  return portfolio;
}
