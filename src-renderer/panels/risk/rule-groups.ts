import type { RiskRule } from '#shared/ipc/risk.ts';

/** What a trader changes most comes first. A rule that is named nowhere stands with the other limits. */
const GROUPS: readonly { readonly title: string; readonly codes: readonly string[] }[] = [
  {
    title: 'How much',
    codes: [
      ...['order-quantity', 'order-value', 'position-quantity', 'position-value', 'concentration'],
      ...['sector-concentration', 'gross-exposure', 'net-exposure', 'buying-power'],
    ],
  },
  { title: 'Breakers', codes: ['daily-loss', 'drawdown', 'loss-streak'] },
  {
    title: 'How often',
    codes: [
      ...['submit-rate', 'modify-rate', 'duplicate-order', 'repeated-execution', 'active-orders'],
      ...['daily-orders', 'daily-cancels', 'daily-trades'],
    ],
  },
  { title: 'At what price', codes: ['price-collar', 'stale-quote', 'quote-sanity', 'self-trade'] },
  { title: 'What and when', codes: ['restricted-list', 'allow-list', 'short-sale', 'session-hours'] },
];

export interface RuleGroup {
  readonly title: string;
  readonly rules: readonly RiskRule[];
}

/** Every rule once; groups without any are left out. */
export function groupRules(rules: readonly RiskRule[]): RuleGroup[] {
  const named = new Set(GROUPS.flatMap(({ codes }) => codes));
  const others = rules.filter(({ code }) => !named.has(code));
  return [
    ...GROUPS.map(({ title, codes }) => ({ title, rules: rules.filter(({ code }) => codes.includes(code)) })),
    { title: 'Other limits', rules: others.filter(({ kind }) => kind === 'limit') },
    { title: 'What every order must keep to', rules: others.filter(({ kind }) => kind === 'validity') },
    { title: 'State of trading', rules: others.filter(({ kind }) => kind === 'state') },
  ].filter((group) => group.rules.length > 0);
}

/** By name, code or the title of a parameter. */
export function matchesRule({ name, code, params }: RiskRule, filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  return [name, code, ...params.map(({ title }) => title)].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}
