import { expect, test } from 'vitest';
import type { Contract } from '#shared/model/contract.ts';
import { shortContractName } from './contract.ts';

const contract = (part: object) =>
  ({
    symbol: 'AAPL',
    securityType: 'OPT',
    expiry: null,
    strike: null,
    right: null,
    currency: 'USD',
    ...part,
  }) as Contract;

test('an option is told by strike, right and expiry before anything is cut off; anything else by its name', () => {
  expect(shortContractName(contract({ strike: 190, right: 'call', expiry: '2026-03-20' }))).toBe(
    'AAPL 190C 20Mar26',
  );
  expect(shortContractName(contract({ strike: 187.5, right: 'put', expiry: '2026-12-04' }))).toBe(
    'AAPL 187.5P 04Dec26',
  );
  expect(shortContractName(contract({ securityType: 'STK' }))).toBe('AAPL');
  expect(shortContractName(contract({ securityType: 'FUT', symbol: 'ES', expiry: '2026-03-20' }))).toBe(
    'ES 2026-03-20',
  );
});
