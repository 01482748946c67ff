import { fromMicros, type Micros } from '../../model/money.ts';
import { sizeOf } from '../account-rules/exact.ts';
import type { OrderPreview } from '../exchange/exchange-event.ts';
import type { OrderTerms } from '../exchange/order-terms.ts';
import { refusals } from '../exchange/refusals.ts';
import type { AccountFigures } from './account-report.ts';
import type { AccountInstrument } from './account-instrument.ts';
import { copyOf } from './account-state.ts';
import { BASE_CURRENCY } from './account-spec.ts';
import { priceAsked } from './exposures.ts';
import { accountFigures } from './figures.ts';
import { asWorking, checkOrder, type Checking } from './order-check.ts';
import { bookTrade } from './trade.ts';

const UNSET = {
  initMarginBefore: null,
  initMarginChange: null,
  initMarginAfter: null,
  maintMarginBefore: null,
  maintMarginChange: null,
  maintMarginAfter: null,
  equityWithLoanBefore: null,
  equityWithLoanChange: null,
  equityWithLoanAfter: null,
  commission: null,
  minCommission: null,
  maxCommission: null,
  commissionCurrency: '',
  warningText: '',
} satisfies OrderPreview;

/** Margin as if the order had filled at the mark; commission at its own price. Other working orders are left out, as TWS does. */
export function previewOrder(checking: Checking, conId: number, terms: OrderTerms): OrderPreview {
  const { account, valuation } = checking;
  if (terms.quantity === 0) return { ...UNSET, warningText: refusals.sizeIsZero().text };
  const allowed = checkOrder(checking, asWorking(conId, terms, undefined), []);
  const warningText = allowed.ok ? '' : allowed.error.text;
  const instrument = valuation.instrument(conId);
  const mark = valuation.priceIn(account, conId) ?? priceAsked(terms);
  const isCounted = allowed.ok || allowed.error.text.includes('INITIAL MARGIN');
  if (instrument === null || mark === null || !isCounted) return { ...UNSET, warningText };
  const before = accountFigures(account, valuation);
  const costs = commissionRange(checking, instrument, terms, mark);
  const after = copyOf(account);
  const { side, quantity } = terms;
  bookTrade(after, valuation, { instrument, side, quantity, price: mark, commission: costs.most });
  return {
    ...UNSET,
    ...marginLines(before, accountFigures(after, valuation)),
    commission: costs.least === costs.most ? fromMicros(costs.most) : null,
    minCommission: costs.least === costs.most ? null : fromMicros(costs.least),
    maxCommission: costs.least === costs.most ? null : fromMicros(costs.most),
    commissionCurrency: BASE_CURRENCY,
    warningText,
  };
}

function marginLines(before: AccountFigures, after: AccountFigures): OrderPreview {
  const lines = (name: string, was: Micros, becomes: Micros): [string, number][] => [
    [`${name}Before`, fromMicros(was)],
    [`${name}Change`, fromMicros((becomes - was) as Micros)],
    [`${name}After`, fromMicros(becomes)],
  ];
  return Object.fromEntries([
    ...lines('initMargin', before.initialMargin, after.initialMargin),
    ...lines('maintMargin', before.maintenanceMargin, after.maintenanceMargin),
    ...lines('equityWithLoan', before.equityWithLoan, after.equityWithLoan),
  ]);
}

/** Under the tiered plan a stock costs less where the order rests in the book: nobody knows before it fills. */
function commissionRange(
  { account, valuation, commissions }: Checking,
  instrument: AccountInstrument,
  terms: OrderTerms,
  mark: NonNullable<OrderTerms['limitPrice']>,
): { readonly least: Micros; readonly most: Micros } {
  const { quantity } = terms;
  const amount = valuation.value(instrument, quantity, priceAsked(terms) ?? mark);
  const value = sizeOf(valuation.toUsd(amount, instrument.currency));
  const at = (isAdded: boolean) => commissions.estimate(account, instrument, quantity, value, isAdded);
  const [removing, adding] = [at(false), at(true)];
  const rests = terms.type !== 'MKT';
  return { least: rests && adding < removing ? adding : removing, most: removing };
}
