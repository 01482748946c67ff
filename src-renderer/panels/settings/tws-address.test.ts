import { expect, test } from 'vitest';
import { readTwsAddress } from './tws-address.ts';

test('an address as it is typed is read', () => {
  expect(readTwsAddress({ host: ' 127.0.0.1 ', port: '4002' }).address).toEqual({
    host: '127.0.0.1',
    port: 4002,
  });
  expect(readTwsAddress({ host: '::1', port: ' 7497 ' }).address).toEqual({ host: '::1', port: 7497 });
});

test.each([
  ['', '7497', 'host'],
  ['two words', '7497', 'host'],
  ['tws', '0', 'port'],
  ['tws', '65536', 'port'],
  ['tws', '7497.5', 'port'],
  ['tws', '', 'port'],
  ['tws', '0x1', 'port'],
])('refuses host "%s" with port "%s" and says so at the %s', (host, port, field) => {
  const { address, problems } = readTwsAddress({ host, port });
  expect(address).toBeNull();
  expect(problems[field as 'host' | 'port']).not.toBeNull();
});
