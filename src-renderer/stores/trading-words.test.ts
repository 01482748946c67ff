import { expect, test } from 'vitest';
import type { TradingReason, TradingStatus } from '#shared/ipc/trading.ts';
import { tradingWords } from './trading-words.ts';

const words = (state: TradingStatus['state'], ...codes: TradingReason['code'][]) =>
  tradingWords({ state, reasons: codes.map((code) => ({ code, message: '', help: '', since: 0 })) });

test('what keeps orders from going out is told apart; the kill switch comes before a lost connection', () => {
  expect(words('active')).toBe('trading');
  expect(words('reducing', 'differences')).toBe('only reducing');
  expect(words('halted', 'not-connected')).toBe('no orders: not connected');
  expect(words('halted', 'not-reconciled')).toBe('no orders: not yet compared');
  expect(words('halted', 'kill-switch', 'not-connected')).toBe('trading halted');
  expect(words('halted', 'journal-failed')).toBe('trading halted');
});
