import { expect, test } from 'vitest';
import { systemNotice } from './system-codes.ts';

test.each([
  [2104, 'Market data farm connection is OK:usfarm.nj', 'market-data', 'ok', 'usfarm.nj'],
  [2103, 'Market data farm connection is broken:usfuture', 'market-data', 'broken', 'usfuture'],
  [2106, 'HMDS data farm connection is OK:ushmds', 'history', 'ok', 'ushmds'],
  [2105, 'HMDS data farm connection is broken:euhmds', 'history', 'broken', 'euhmds'],
  [2107, 'HMDS data farm connection is inactive but should be available upon demand.ushmds', 'history', 'idle', 'ushmds'],
  [2108, 'Market data farm connection is inactive but should be available upon demand.cashfarm', 'market-data', 'idle', 'cashfarm'],
  [2158, 'Sec-def data farm connection is OK:secdefnj', 'contracts', 'ok', 'secdefnj'],
  [2157, 'Sec-def data farm connection is broken:secdefnj', 'contracts', 'broken', 'secdefnj'],
] as const)('%i tells of a farm', (code, text, kind, state, name) => {
  const notice = systemNotice(code, text);
  expect(notice).toEqual({ kind: 'farm', farm: { kind, state, name } });
}); // prettier-ignore

test('the link of TWS to its servers: lost, back without data, back with, and the farms it names', () => {
  const lost = (code: number) => systemNotice(code, 'Connectivity between IB and TWS has been lost.');
  expect(lost(1100)).toEqual({ kind: 'server-link-lost', isReturnTold: true });
  expect(lost(2110)).toEqual({ kind: 'server-link-lost', isReturnTold: false });
  const back = 'Connectivity between IB and Trader Workstation has been restored - data maintained.';
  const all = 'All data farms are connected: usfarm.nj; hfarm; secdefnj.';
  const some =
    'The following farms are connected: usfarm; ushmds. The following farms are not connected: eufarm.';
  expect(systemNotice(1101, '')).toEqual({ kind: 'server-link-back', isDataKept: false, farms: [] });
  expect([`${back} ${all}`, `${back} ${some}`].map((text) => systemNotice(1102, text))).toEqual([
    { kind: 'server-link-back', isDataKept: true, farms: ['usfarm.nj', 'hfarm', 'secdefnj'] },
    { kind: 'server-link-back', isDataKept: true, farms: ['usfarm', 'ushmds'] },
  ]);
});

test('a socket that moves says where to, if it does', () => {
  const moved =
    'TWS socket port has been reset and this connection is being dropped. Please reconnect on the new port - 7497';
  expect(systemNotice(1300, moved)).toEqual({ kind: 'port-moved', port: 7497 });
  expect(systemNotice(1300, 'Please reconnect.')).toEqual({ kind: 'port-moved', port: null });
});

test('an API that is read-only says so with the code of any invalid request', () => {
  const text = "Error validating request.-'bN' : cause - The API interface is currently in Read-Only mode.";
  expect(systemNotice(321, text)).toEqual({ kind: 'read-only' });
  expect(systemNotice(321, "Error validating request.-'bN' : cause - Invalid size")).toBeNull();
});

test('what speaks of a request or an order is not of the system', () => {
  for (const code of [200, 201, 202, 162, 321, 399, 2109, 10147]) expect(systemNotice(code, '')).toBeNull();
});
