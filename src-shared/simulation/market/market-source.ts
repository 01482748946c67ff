import type { Market } from './market.ts';

/** Where prices come from, as a gateway sees it: the model (Market), or stored bars that are played again (ReplayMarket). */
export type MarketSource = Pick<
  Market,
  | 'instrumentIds'
  | 'has'
  | 'list'
  | 'headTime'
  | 'bars'
  | 'snapshot'
  | 'depth'
  | 'trades'
  | 'quotes'
  | 'events'
  | 'greeks'
  | 'corporateActions'
  | 'addScenario'
>;
