import type { BacktestSpec, RunStatus } from '#shared/model/backtest.ts';
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
