/** A stretch of time, Unix ms: `from` belongs to it, `to` does not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Both together: ascending, none touching another. @param spans ascending, none touching another */
export function addSpan(spans: readonly Span[], added: Span): Span[] {
  if (added.to <= added.from) return [...spans];
  const before = spans.filter(({ to }) => to < added.from);
  const after = spans.filter(({ from }) => from > added.to);
  const touched = spans.slice(before.length, spans.length - after.length);
  const from = Math.min(added.from, ...touched.map((span) => span.from));
  const to = Math.max(added.to, ...touched.map((span) => span.to));
  return [...before, { from, to }, ...after];
}

/** What of a stretch lies in none of them, ascending. @param spans ascending, none touching another */
export function missingFrom(spans: readonly Span[], { from, to }: Span): Span[] {
  const missing: Span[] = [];
  let at = from;
  for (const span of spans) {
    if (span.to <= at) continue;
    if (span.from >= to) break;
    if (span.from > at) missing.push({ from: at, to: span.from });
    at = Math.max(at, span.to);
  }
  if (at < to) missing.push({ from: at, to });
  return missing;
}
