import { expect, test } from 'vitest';
import { GATEWAY_EVENT_COUNT_MAX } from '#shared/model/paper-gateway.ts';
import { silentLog } from '../log.ts';
import { RecentEvents } from './recent-events.ts';

test('keeps the last of what people want to know, newest first, and passes everything on', () => {
  const events = new RecentEvents();
  const passed: string[] = [];
  let now = 0;
  const log = events.tee({ write: (event) => void passed.push(event) }, () => now++);
  log.write('request', { kind: 'reqMktData' });
  log.write('error-sent', { id: -1, code: 2104, text: 'Market data farm connection is OK' });
  log.write('error-sent', { id: 3, code: 201, text: 'Order rejected' });
  log.write('session-started', { clientId: 7, serverVersion: 193 });
  expect(passed).toHaveLength(4);
  expect(events.all).toEqual([
    { number: 2, time: 1, kind: 'session', text: 'Client 7 came, version 193.' },
    { number: 1, time: 0, kind: 'problem', text: 'Error 201: Order rejected' },
  ]);
});

test('keeps the newest events up to its bound, and goes on counting', () => {
  const events = new RecentEvents();
  const log = events.tee(silentLog, () => 0);
  for (let i = 0; i < 3 * GATEWAY_EVENT_COUNT_MAX; i++) log.write('account-reset', { account: `DU${i}` });
  expect(events.all).toHaveLength(GATEWAY_EVENT_COUNT_MAX);
  expect(events.all[0]!.number).toBe(3 * GATEWAY_EVENT_COUNT_MAX);
});
