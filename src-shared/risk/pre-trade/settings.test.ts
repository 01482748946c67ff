import { expect, test } from 'vitest';
import { LimitBook } from './limit-book.ts';
import { loosened } from './loosened.ts';
import { evaluate } from './evaluate.ts';
import { RULES, type RuleCode } from './rules.ts';
import { RISK_PROFILES, type RiskProfile } from './rule.ts';
import { limitsFor, riskSettingsSchema, type RiskSettings } from './settings.ts';
import { CONTRACT, LIVE, plainRequest, viewOf } from './testing/sample.ts';
import { toQuantityMicros } from '../../model/quantity.ts';

const find = (settings: RiskSettings, code: RuleCode, account = 'DU1', contract = CONTRACT) =>
  limitsFor(settings, account, contract)[RULES.findIndex((rule) => rule.code === code)]!;

test('the profiles have the figures of the design', () => {
  const of = (profile: RiskProfile, code: RuleCode) => find({ ...LIVE, profile }, code);
  for (const profile of ['practice', 'paper'] as const) {
    expect(of(profile, 'order-value')).toMatchObject({ isOn: true, params: { max: 1_000_000 } });
    expect(of(profile, 'submit-rate')).toMatchObject({ isOn: true, params: { max: 200, windowMs: 60_000 } });
  }
  const live: [RuleCode, object][] = [
    ['order-value', { max: 25_000 }],
    ['order-quantity', { max: 1_000 }],
    ['position-value', { max: 100_000 }],
    ['gross-exposure', { max: 3 }],
    ['price-collar', { max: 0.02 }],
    ['submit-rate', { max: 20, windowMs: 60_000 }],
    ['daily-loss', { max: 0.02 }],
    ['drawdown', { max: 0.05 }],
    ['stale-quote', { maxAgeMs: 5_000 }],
  ];
  for (const [code, params] of live) expect(of('live', code)).toMatchObject({ isOn: true, params });
  expect(RULES.filter((rule) => of('neutral', rule.code).isOn).every((rule) => rule.on === 'fixed')).toBe(
    true,
  );
});

test.each(RISK_PROFILES)('a plain order passes the profile %s', (profile) => {
  expect(evaluate(plainRequest, viewOf(), limitsFor({ ...LIVE, profile }, 'DU1', CONTRACT))).toBeNull();
});

test('the narrower place wins, one parameter at a time', () => {
  const settings: RiskSettings = {
    ...LIVE,
    rules: { 'submit-rate': { params: { max: 30 } } },
    accounts: { DU1: { 'submit-rate': { params: { windowMs: 1_000 } } } },
    contracts: { [CONTRACT]: { 'submit-rate': { isOn: false } } },
  };
  const params = { max: 30, windowMs: 1_000 };
  expect(find(settings, 'submit-rate')).toEqual({ isOn: false, params, scope: 'contract' });
  expect(find(settings, 'submit-rate', 'DU1', 1)).toEqual({ isOn: true, params, scope: 'account' });
  expect(find(settings, 'submit-rate', 'DU2', 1)).toMatchObject({ params: { max: 30 }, scope: 'everywhere' });
  expect(find(settings, 'modify-rate').scope).toBe('profile');
});

test('a denial says where its limit was set, and which words change it', () => {
  const settings: RiskSettings = {
    ...LIVE,
    accounts: { DU1: { 'order-quantity': { params: { max: 10 } } } },
  };
  const denial = evaluate(plainRequest, viewOf(), limitsFor(settings, 'DU1', CONTRACT))!;
  expect(denial).toMatchObject({
    code: 'order-quantity',
    param: 'max',
    value: 100,
    limit: 10,
    scope: 'account',
  });
  expect(denial.message).toBe(
    'Denied by Order quantity (order-quantity): the order is for 100, and 10 is the most for one order.',
  );
  expect(denial.help).toContain(
    '“Units of one order” of Order quantity in the risk limits (now set for this account)',
  );
});

test('settings are refused when a figure is none, out of bounds, or a fixed rule is turned off', () => {
  const parse = (rules: object) => riskSettingsSchema.safeParse({ ...LIVE, rules }).success;
  expect(parse({})).toBe(true);
  expect(parse({ 'order-value': { isOn: false, params: { max: 5 } } })).toBe(true);
  expect(parse({ 'order-value': { params: { max: -1 } } })).toBe(false);
  expect(parse({ 'order-value': { params: { max: NaN } } })).toBe(false);
  expect(parse({ 'order-value': { params: { most: 1 } } })).toBe(false);
  expect(parse({ 'submit-rate': { params: { max: 1.5 } } })).toBe(false);
  expect(parse({ 'submit-rate': { params: { max: 5_000 } } })).toBe(false);
  expect(parse({ 'short-sale': { params: { isAllowed: 1 } } })).toBe(false);
  expect(parse({ 'trading-state': { isOn: false } })).toBe(false);
  expect(parse({ 'trading-state': { isOn: true } })).toBe(true);
  expect(parse({ 'no-such-rule': {} })).toBe(false);
});

test('a list is sorted when it is read, and then found', () => {
  const rules = { 'restricted-list': { params: { contracts: [900_000, CONTRACT, 5, CONTRACT] } } };
  const settings = riskSettingsSchema.parse({ ...LIVE, rules }) as RiskSettings;
  expect(evaluate(plainRequest, viewOf(), limitsFor(settings, 'DU1', CONTRACT))?.code).toBe(
    'restricted-list',
  );
});

test('a fixed rule stays on also where settings that were not parsed turn it off', () => {
  expect(find({ ...LIVE, rules: { 'trading-state': { isOn: false } } }, 'trading-state').isOn).toBe(true);
});

test('the book gives the same limits again without working them out', () => {
  const book = new LimitBook(LIVE);
  const first = book.of('DU1', CONTRACT);
  expect(first).toEqual(limitsFor(LIVE, 'DU1', CONTRACT));
  expect(book.of('DU1', CONTRACT)).toBe(first);
  for (let account = 1; account <= 5_000; account++) book.of(`U${account}`, CONTRACT);
  expect(book.of('DU1', CONTRACT)).not.toBe(first);
});

test('contracts share the limits of their account, but for those with limits of their own', () => {
  const rules = { 'order-value': { params: { max: 7 } } };
  const settings = {
    ...LIVE,
    contracts: { [CONTRACT]: rules },
    accounts: { DU2: { 'order-value': { isOn: false } } },
  };
  const book = new LimitBook(settings);
  for (const account of ['DU1', 'DU2'])
    for (const contract of [CONTRACT, CONTRACT + 1, CONTRACT + 2])
      expect(book.of(account, contract)).toEqual(limitsFor(settings, account, contract));
  expect(book.of('DU1', CONTRACT + 1)).toBe(book.of('DU1', CONTRACT + 2));
  expect(book.of('DU1', CONTRACT)).not.toEqual(book.of('DU1', CONTRACT + 1));
});

test('only what lets more through is a loosening', () => {
  const changed = (rules: RiskSettings['rules']) => loosened(LIVE, { ...LIVE, rules });
  const raised = {
    code: 'order-value',
    param: 'max',
    from: 25_000,
    to: 30_000,
    account: null,
    contract: null,
  };
  expect(changed({ 'order-value': { params: { max: 30_000 } } })).toEqual([raised]);
  expect(changed({ 'order-value': { params: { max: 20_000 } } })).toEqual([]);
  expect(changed({ 'submit-rate': { params: { windowMs: 1_000 } } })).toMatchObject([{ param: 'windowMs' }]);
  expect(changed({ 'submit-rate': { isOn: false } })).toMatchObject([{ param: null, from: true, to: false }]);
  expect(changed({ 'allow-list': { isOn: true } })).toEqual([]);
  expect(changed({ 'short-sale': { params: { mustBeLocated: false } } })).toHaveLength(1);
  expect(changed({ 'short-sale': { params: { isAllowed: false } } })).toEqual([]);
  expect(changed({ 'price-collar': { params: { maxTicks: 5 } } })).toEqual([]);
  expect(changed({ 'restricted-list': { params: { contracts: [1] } } })).toEqual([]);
  const listed = { ...LIVE, rules: { 'restricted-list': { params: { contracts: [1] } } } };
  expect(loosened(listed, LIVE)).toMatchObject([{ code: 'restricted-list', param: 'contracts' }]);
  const ticks = { ...LIVE, rules: { 'price-collar': { params: { maxTicks: 5 } } } };
  expect(loosened(ticks, LIVE)).toMatchObject([{ param: 'maxTicks', from: 5, to: 0 }]);
  expect(loosened(LIVE, { ...LIVE, currency: 'JPY' as never }).map(({ code }) => code)).toContain(
    'order-value',
  );
  expect(loosened(LIVE, { ...LIVE, profile: 'paper' }).map(({ code }) => code)).toContain('stale-quote');
});

test('taking a strict override away is a loosening, there and only there', () => {
  const strict = { ...LIVE, accounts: { DU1: { 'order-value': { params: { max: 10 } } } } };
  const change = { code: 'order-value', param: 'max', from: 10, to: 25_000, account: 'DU1', contract: null };
  expect(loosened(strict, LIVE)).toEqual([change]);
});

test('a loosening is told once, at the widest place where it holds', () => {
  const value = { 'order-value': { params: { max: 10 } } };
  const quantity = { 'order-quantity': { params: { max: 5 } } };
  const places = (before: Partial<RiskSettings>) =>
    loosened({ ...LIVE, ...before }, LIVE).map(({ code, account, contract }) => [code, account, contract]);
  expect(
    places({ rules: { ...value, ...quantity }, accounts: { DU1: value }, contracts: { 5: value } }),
  ).toEqual([
    ['order-quantity', null, null],
    ['order-value', null, null],
  ]);
  expect(places({ accounts: { DU1: value, DU2: value }, contracts: { 5: quantity, 6: quantity } })).toEqual([
    ['order-quantity', null, '5'],
    ['order-quantity', null, '6'],
    ['order-value', 'DU1', null],
    ['order-value', 'DU2', null],
  ]);
});

test('a longer list of what is allowed is a loosening, a shorter one is not', () => {
  const allowed = (...contracts: number[]) => ({
    ...LIVE,
    rules: { 'allow-list': { isOn: true, params: { contracts } } },
  });
  expect(loosened(allowed(1), allowed(1, 2))).toMatchObject([{ code: 'allow-list', from: [1], to: [1, 2] }]);
  expect(loosened(allowed(1, 2), allowed(1))).toEqual([]);
});

test('the first rule in order is the one that is told', () => {
  const request = { ...plainRequest, quantity: toQuantityMicros(5_000) };
  const limits = limitsFor(LIVE, 'DU1', CONTRACT);
  expect(evaluate(request, viewOf({ quote: { at: NaN } }), limits)?.code).toBe('stale-quote');
  expect(evaluate(request, viewOf(), limits)?.code).toBe('order-quantity');
  expect(evaluate(request, viewOf({ tradingState: 'halted', isIdUsed: true }), limits)?.code).toBe(
    'trading-state',
  );
});
