import { expect, test } from 'vitest';
import type { TradingStatus } from '#shared/ipc/trading.ts';
import { ticketSend } from './ticket-send.ts';

const status = (state: TradingStatus['state'], isHalted = false, message = 'The kill switch is on.') =>
  ({
    ...{ state, killSwitch: { isHalted } },
    reasons: state === 'active' ? [] : [{ code: 'kill-switch', message, help: '', since: 0 }],
  }) as unknown as TradingStatus;

test('the button sends, sends what reduces, or says why it does neither', () => {
  expect(ticketSend('DU1', null)).toEqual({ kind: 'any' });
  expect(ticketSend('DU1', status('active'))).toEqual({ kind: 'any' });
  expect(ticketSend('DU1', status('reducing'))).toEqual({ kind: 'reduce-only' });
  expect(ticketSend('DU1', status('halted', true))).toMatchObject({
    ...{ kind: 'nothing', text: 'Trading is halted', reason: 'The kill switch is on.' },
  });
});

test('what is no kill switch is not called one', () => {
  const reason = (code: string) => ({ code, message: 'why', help: '', since: 0 });
  const halted = (code: string) =>
    ({ ...status('halted'), reasons: [reason(code)] }) as unknown as TradingStatus;
  expect(ticketSend('DU1', halted('not-connected'))).toMatchObject({ text: 'Not connected', reason: 'why' });
  expect(ticketSend('DU1', halted('not-reconciled'))).toMatchObject({
    text: 'Not yet compared with the broker',
  });
});

test('without an account there is nothing to send to; a pulled kill switch is said before that', () => {
  expect(ticketSend(null, status('halted', false, 'not connected'))).toMatchObject({ text: 'Not connected' });
  expect(ticketSend(null, null)).toMatchObject({ kind: 'nothing', text: 'Not connected' });
  expect(ticketSend(null, status('halted', true))).toMatchObject({ reason: 'The kill switch is on.' });
});
