import { defineRule, missing, shown } from '../rule.ts';

export const staleQuote = defineRule({
  code: 'stale-quote',
  name: 'Fresh quote',
  kind: 'limit',
  on: 'live',
  params: { maxAgeMs: { title: 'Oldest quote', unit: 'ms', looser: 'higher', min: 0, max: 86_400_000 } },
  help: 'Wait for a fresh quote, or look at the connection and its data farms.',
  live: { maxAgeMs: 5_000 },
  check(_request, { now, quote }, { maxAgeMs }) {
    // A quote from the future comes from a clock that is wrong: as good as none.
    const age = Math.abs(now - quote.at);
    if (age <= maxAgeMs) return null;
    if (!Number.isFinite(age)) return missing('a quote');
    return {
      param: 'maxAgeMs',
      value: now - quote.at,
      limit: maxAgeMs,
      text: `the quote is ${shown((now - quote.at) / 1_000, 3)} s old, and may be ${shown(maxAgeMs / 1_000, 3)} s`,
    };
  },
});
