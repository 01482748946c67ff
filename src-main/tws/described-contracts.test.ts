import { SecType } from '@stoqey/ib';
import { expect, test } from 'vitest';
import { DescribedContracts } from './described-contracts.ts';
import { detailsOf } from './testing/details.ts';

const CORN = { conId: 9, symbol: 'ZC', secType: SecType.FUT, exchange: 'CBOT', currency: 'USD' };
const quiet = () => undefined;
const errors: string[] = [];
const log = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: (_: object, text: string) => void errors.push(text),
};
const ofAPosition = { ...CORN, exchange: '', multiplier: 5_000 };

test('a message is read as the details say: exchange, and what a unit of its quotes is worth', async () => {
  const described = new DescribedContracts(detailsOf(CORN, 5_000, 100), log);
  expect(described.whole(ofAPosition)).toEqual(ofAPosition);
  expect(await described.learn()).toBe(true);
  expect(described.whole(ofAPosition)).toMatchObject({ exchange: 'CBOT', multiplier: 50 });
  expect(described.whole({ ...ofAPosition, exchange: 'QBALGO' })).toMatchObject({ exchange: 'QBALGO' });
  // Nothing is missing any more.
  expect(await described.learn()).toBe(false);
});

test('what the broker does not know is read as it is told, and asked for again with the next list', async () => {
  const contracts = detailsOf(CORN, undefined);
  const described = new DescribedContracts(contracts, log);
  expect(described.whole(ofAPosition)).toBe(ofAPosition);
  expect([await described.learn(), await described.learn(), contracts.asked]).toEqual([false, false, 1]);
  described.whole(ofAPosition);
  await described.learn();
  expect(contracts.asked).toBe(2);
});

test('combinations go by one number and have no details of their own', async () => {
  const contracts = detailsOf(CORN, 5_000);
  const described = new DescribedContracts(contracts, log);
  const combination = { ...CORN, secType: SecType.BAG };
  let isRun = false;
  described.when(combination, () => (isRun = true));
  expect([isRun, described.whole(combination), await described.learn(), contracts.asked]).toEqual([
    true,
    combination,
    false,
    0,
  ]);
});

test('messages wait for the details of their contract, in order, and no others do', async () => {
  const described = new DescribedContracts(detailsOf(CORN, 5_000, 100), log);
  const read: (number | undefined)[] = [];
  for (const quantity of [1, 2])
    described.when(ofAPosition, () => read.push(quantity, described.whole(ofAPosition).multiplier));
  described.when({ ...CORN, secType: SecType.BAG }, () => read.push(0));
  expect(read).toEqual([0]);
  await new Promise(setImmediate);
  expect(read).toEqual([0, 1, 50, 2, 50]);
  described.when(ofAPosition, () => read.push(3));
  expect(read.at(-1)).toBe(3);
});

test('they do not wait for what the broker does not know', async () => {
  const described = new DescribedContracts(detailsOf(CORN, undefined), log);
  let isRun = false;
  described.when(ofAPosition, () => (isRun = true));
  await new Promise(setImmediate);
  expect(isRun).toBe(true);
});

test('one that cannot be dealt with is told, and keeps none of the others', async () => {
  const described = new DescribedContracts(detailsOf(CORN, 5_000), log);
  const read: number[] = [];
  described.when(ofAPosition, () => {
    throw new Error('odd');
  });
  described.when(ofAPosition, () => read.push(2));
  await new Promise(setImmediate);
  expect([read, errors.length]).toEqual([[2], 1]);
});
