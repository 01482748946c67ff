import { defineRule, shownPart, upTo } from '../rule.ts';

/** A market that is crossed or far apart gives no price to judge by. One side alone cannot be judged, and passes. */
export const quoteSanity = defineRule({
  code: 'quote-sanity',
  name: 'Reasonable quote',
  kind: 'limit',
  on: 'live',
  params: { maxSpread: upTo('Spread, part of the middle', 'part', 2) },
  help: 'Wait for a quote that makes sense.',
  live: { maxSpread: 0.5 },
  check(_request, { quote: { bid, ask } }, { maxSpread }) {
    if (bid > ask)
      return {
        param: null,
        value: bid,
        limit: ask,
        text: `the quote is crossed: bid ${bid} above ask ${ask}`,
      };
    const middle = Math.abs(bid + ask) / 2;
    if (Number.isNaN(middle) || ask - bid <= maxSpread * middle) return null;
    const value = (ask - bid) / middle;
    return {
      param: 'maxSpread',
      value,
      limit: maxSpread,
      text: `bid ${bid} and ask ${ask} are ${shownPart(value)} apart, and ${shownPart(maxSpread)} is allowed`,
    };
  },
});
