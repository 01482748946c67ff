import type { OrderRequest } from './order-request.ts';
import type { RiskView } from './risk-view.ts';
import { reducesRisk, type RiskEffect } from './trading-gate.ts';

/** What a request does to the risk of the account, as the table of trading states asks. A position nobody knows is never reduced. */
export function effectOf(request: OrderRequest, view: RiskView): RiskEffect {
  if (request.action === 'cancel' || request.action === 'flatten') return request.action;
  return isReduction(request, view) ? 'reduces' : 'increases';
}

export function isReduction(request: OrderRequest, view: RiskView): boolean {
  const { position, workingBuy, workingSell } = view.book;
  const { side, quantity } = request;
  return reducesRisk(position, side, quantity, side === 1 ? workingBuy : workingSell);
}
