import { unset } from './unset.ts';

/** What TWS knows of an order beyond its terms: its status, and margin and commission where they were asked for. */
export const emptyOrderState = {
  /** PreSubmitted, Submitted, Filled, Cancelled, Inactive ... */
  status: '',
  initMarginBefore: unset,
  maintMarginBefore: unset,
  equityWithLoanBefore: unset,
  initMarginChange: unset,
  maintMarginChange: unset,
  equityWithLoanChange: unset,
  initMarginAfter: unset,
  maintMarginAfter: unset,
  equityWithLoanAfter: unset,
  commission: unset,
  minCommission: unset,
  maxCommission: unset,
  commissionCurrency: '',
  warningText: '',
  completedTime: '',
  completedStatus: '',
};

export type WireOrderState = Readonly<typeof emptyOrderState>;
