import { deskOf, type Core } from './core.ts';
import type { Desk } from './desk.ts';
import type { MarketEvent } from './market-event.ts';
import { showQuote, showTrade, type QuoteEvent } from './market-view.ts';
import { meetQuote, meetTrade } from './passive.ts';
import { movePegs } from './pegs.ts';
import { cancelOnConditions, proceed } from './placement.ts';
import { settleQueues } from './resting.ts';
import { changePhase, halt, openAt, resume } from './sessions.ts';
import { take, uncross } from './take.ts';
import { updateTrigger } from './triggers.ts';

/** What the market did: first the book answers, then triggers, then conditions that watched it. */
export function onMarketEvent(core: Core, event: MarketEvent): void {
  const desk = deskOf(core, event.instrument);
  switch (event.kind) {
    case 'quote':
      if (isTrading(desk)) meetNewQuote(core, desk, event);
      break;
    case 'trade': {
      if (!isTrading(desk)) break;
      const aggressor = showTrade(desk.view, event.price);
      if (desk.view.isOpeningPending && desk.view.phase === 'regular') openAt(core, desk, event);
      meetTrade(core, desk, aggressor, event.price, event.size);
      break;
    }
    case 'phase':
      changePhase(core, desk, event);
      break;
    case 'halted':
      halt(desk);
      break;
    case 'resumed':
      resume(core, desk, event.cross);
      break;
  }
  fireTriggers(core, desk);
  checkWatches(core, desk);
}

/** What is said of prices while nobody can trade is no price. */
function isTrading({ view }: Desk): boolean {
  return !view.isHalted && view.phase !== 'closed';
}

function meetNewQuote(core: Core, desk: Desk, quote: QuoteEvent): void {
  showQuote(desk.view, quote);
  settleQueues(desk);
  const pegs = movePegs(desk);
  for (const peg of pegs) if (peg.place === 'book') take(core, desk, peg);
  if (pegs.length > 0) uncross(core, desk);
  meetQuote(core, desk, 'buy');
  meetQuote(core, desk, 'sell');
}

function fireTriggers(core: Core, desk: Desk): void {
  // What fires leaves the set while it is walked, which a Set allows; what a fill cancels is not met any more.
  for (const order of desk.waiting.trigger) if (updateTrigger(desk, order)) proceed(core, order);
}

function checkWatches(core: Core, desk: Desk): void {
  const watching = core.orders.watches.get(desk.instrument.id);
  if (watching === undefined) return;
  for (const order of [...watching]) {
    if (!core.orders.live.has(order.key)) continue;
    if (order.terms.conditionsCancel) cancelOnConditions(core, order);
    else if (order.place === 'condition') proceed(core, order);
  }
}
