import { escapedText, int, layout, since, text, version } from '../layout.ts';

/** Section 6: session, clock, notices. */
export const sessionMessages = {
  /** Comma-separated. */
  managedAccounts: layout(15, version(1), text('accounts')),
  nextValidId: layout(9, version(1), int('orderId')),
  /** Seconds since the Unix epoch. */
  currentTime: layout(49, version(1), int('time')),
  /** `id` is a reqId or an orderId, -1 if it is about neither. The JSON must be empty or valid: clients parse it. */
  errorMessage: layout(
    4,
    version(2),
    int('id'),
    int('code'),
    escapedText('text'),
    since(166, escapedText('advancedOrderRejectJson')),
  ),
};
