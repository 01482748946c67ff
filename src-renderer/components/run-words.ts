import { DEFAULT_EXECUTION, type BacktestSpec, type RunStatus } from '#shared/model/backtest.ts';
import { formatNumber } from '../format/number.ts';

export const STATUS_WORDS: Readonly<Record<RunStatus, string>> = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};

/** What a status means for the reader and what to do, where there is something to do. */
export const STATUS_HELP: Readonly<Record<RunStatus, string>> = {
  queued: 'The run waits for others to end.',
  running: 'The run is under way; its result opens when it is done.',
  done: '',
  failed: 'There is no result. Correct what the reason names and run it again.',
  cancelled: 'You cancelled the run; there is no result.',
  interrupted: 'The process that ran it stopped before the end; there is no result. Run it again.',
};

export function sizingWords(sizing: BacktestSpec['sizing']): string {
  switch (sizing.kind) {
    case 'quantity':
      return `${sizing.quantity} units`;
    case 'cash':
      return `${formatNumber(sizing.cash, 2)} cash`;
    case 'percent-of-equity':
      return `${sizing.percent} % of equity`;
  }
}

export function commissionWords(commission: BacktestSpec['commission']): string {
  switch (commission.kind) {
    case 'none':
      return 'none';
    case 'per-order':
      return `${commission.amount} per order`;
    case 'per-unit':
      return `${commission.amount} per unit, at least ${commission.minimum}`;
    case 'basis-points':
      return `${commission.basisPoints} bp of value`;
    case 'ib-fixed':
      return 'IB, fixed';
    case 'ib-tiered':
      return 'IB, tiered';
  }
}

export function slippageWords(slippage: BacktestSpec['slippage']): string {
  switch (slippage.kind) {
    case 'none':
      return 'none';
    case 'ticks':
      return `${slippage.ticks} ticks`;
    case 'basis-points':
      return `${slippage.basisPoints} bp of price`;
  }
}

/** In whose hours the run traded. */
export function sessionWords(session: BacktestSpec['session']): string {
  if (session === undefined) return 'all bars';
  const { calendar, hours, exitAtEnd } = session;
  return `${hours} hours of ${calendar}${exitAtEnd ? ', flat at the end' : ''}`;
}

/** What the account was told in, and how each other currency was worth something to it. */
export function currencyWords(currencies: BacktestSpec['currencies']): string {
  if (currencies === undefined) return 'that of its symbols';
  const { base, rates, interest } = currencies;
  const each = rates.map((one) =>
    one.kind === 'fixed' ? `${one.currency} at ${one.rate}` : `${one.currency} by the library's rates`,
  );
  return [base, ...each, ...(interest === 0 ? [] : [`${interest} % on what is borrowed`])].join(', ');
}

/** Which limits of trading the orders were asked about. */
export function limitWords(preTrade: BacktestSpec['preTrade']): string {
  if (preTrade === undefined) return 'neutral: none';
  const { profile, rules } = preTrade;
  const changed = Object.keys(rules).length;
  const from = profile === 'neutral' ? 'only those named' : `as in trading (${profile})`;
  return changed === 0 ? from : `${from}: ${Object.keys(rules).join(', ')} set for the run`;
}

/** How orders met the bars, a row for each setting. @param execution absent in runs from before there was a choice */
export function executionRows(
  execution: BacktestSpec['execution'] = DEFAULT_EXECUTION,
): readonly (readonly [string, string])[] {
  const { account, limitFill, participation, borrow, latencyBars, closeFill } = execution;
  return [
    ['Account', account === 'cash' ? 'cash' : 'margin (Regulation T)'],
    ['Limit orders fill', limitFill === 'through' ? 'when traded through' : 'when touched'],
    ['Largest part of volume', participation === null ? 'no bound' : `${participation} %`],
    ['Borrowing for shorts', `${borrow} % a year`],
    ['Latency', latencyBars === 1 ? '1 bar' : `${latencyBars} bars`],
    ['Orders for the close', closeFill === 'next-close' ? 'at the next close' : 'at the close decided on'],
  ];
}
