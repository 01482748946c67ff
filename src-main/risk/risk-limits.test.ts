import { expect, test } from 'vitest';
import { ok } from '#shared/kernel/result.ts';
import type { RiskSettingsStore } from '../ports/risk-settings-store.ts';
import { describeLoosening, RiskLimits, type LimitChange } from './risk-limits.ts';

const quiet = () => undefined;
const errors: object[] = [];
const log = { debug: quiet, info: quiet, warn: quiet, error: (fields: object) => void errors.push(fields) };

function memory(): RiskSettingsStore & { readonly kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>();
  return {
    kept,
    load: (profileId) => kept.get(profileId) ?? null,
    save(profileId, settings) {
      kept.set(profileId, JSON.parse(JSON.stringify(settings)));
      return ok(null);
    },
  };
}

const everywhere = { kind: 'everywhere' } as const;

function opened(store = memory(), kind: 'live' | 'practice' = 'live'): RiskLimits {
  const limits = new RiskLimits(store, log);
  limits.begin('p', kind);
  return limits;
}

function change(limits: RiskLimits, asked: LimitChange) {
  const planned = limits.plan(asked);
  if (!planned.ok) throw new Error(planned.error.message);
  expect(limits.apply(planned.value).ok).toBe(true);
  return planned.value.loosenings.map(describeLoosening);
}

const valueOf = (limits: RiskLimits, code: string, account?: string, contractId?: number) =>
  limits.view(account, contractId).rules.find((rule) => rule.code === code)!;

test('what lets more through is named, what is stricter is not', () => {
  const limits = opened();
  expect(change(limits, { place: everywhere, code: 'order-value', params: { max: 10_000 } })).toEqual([]);
  expect(change(limits, { place: everywhere, code: 'order-value', params: { max: 50_000 } })).toEqual([
    expect.stringContaining('10,000 → 50,000'),
  ]);
  expect(change(limits, { place: everywhere, code: 'order-value', isOn: false })).toEqual([
    expect.stringContaining('turned off'),
  ]);
  // Taking back a strict override is a raise like any other.
  change(limits, { place: { kind: 'account', account: 'U1' }, code: 'order-quantity', params: { max: 5 } });
  const back = change(limits, {
    place: { kind: 'account', account: 'U1' },
    code: 'order-quantity',
    params: { max: null },
  });
  expect(back).toEqual([expect.stringContaining('for U1')]);
  expect(limits.view().overrides.filter(({ place }) => place.kind === 'account')).toEqual([]);
});

test('limits are stored, and hold for the next start; the narrower place wins', () => {
  const store = memory();
  const first = opened(store);
  change(first, { place: everywhere, code: 'order-quantity', params: { max: 500 } });
  change(first, { place: { kind: 'account', account: 'U1' }, code: 'order-quantity', params: { max: 50 } });
  change(first, { place: { kind: 'contract', contractId: 7 }, code: 'order-quantity', params: { max: 5 } });
  const again = opened(store);
  const max = (account?: string, contractId?: number) => {
    const { params, scope } = valueOf(again, 'order-quantity', account, contractId);
    return [params.find(({ name }) => name === 'max')!.value, scope];
  };
  expect([max(), max('U1'), max('U1', 7)]).toEqual([
    [500, 'everywhere'],
    [50, 'account'],
    [5, 'contract'],
  ]);
});

test('what is no rule, no parameter or out of bounds is refused with its place', () => {
  const limits = opened();
  const refused = (asked: Omit<LimitChange, 'place'>) => {
    const planned = limits.plan({ place: everywhere, ...asked });
    return planned.ok ? null : planned.error.code;
  };
  expect(refused({ code: 'no-such-rule', isOn: false })).toBe('unknown-rule');
  expect(refused({ code: 'order-value', params: { max: -1 } })).toBe('bad-limit');
  expect(refused({ code: 'order-value', params: { other: 1 } })).toBe('bad-limit');
  expect(refused({ code: 'trading-state', isOn: false })).toBe('bad-limit');
});

test('limits of practice never hold for a live account, whatever is stored; nonsense gives way to the defaults and is logged', () => {
  const store = memory();
  const practice = opened(store, 'practice');
  change(practice, { place: everywhere, code: 'order-value', params: { max: 2_000_000 } });
  expect(opened(store, 'live').settings).toMatchObject({ profile: 'live', rules: {} });
  store.kept.set('p', { profile: 'live', rules: 'none' });
  errors.length = 0;
  expect(opened(store).settings.rules).toEqual({});
  expect(errors).toHaveLength(1);
});

test('two changes agreed to at once: the second is refused, as its person saw other limits', () => {
  const limits = opened();
  const plan = (max: number) => {
    const planned = limits.plan({ place: everywhere, code: 'order-quantity', params: { max } });
    if (!planned.ok) throw new Error(planned.error.message);
    return planned.value;
  };
  const [one, two] = [plan(100), plan(200)];
  expect(limits.apply(one)).toMatchObject({ ok: true });
  expect(limits.apply(two)).toMatchObject({ ok: false, error: { code: 'bad-limit' } });
});
