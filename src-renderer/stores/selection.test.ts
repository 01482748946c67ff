import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { contractIdSchema, type Contract } from '#shared/model/contract.ts';
import type { Order } from '#shared/model/order.ts';
import { PLAIN_TERMS } from '#shared/model/order-ticket.ts';
import type { Position } from '#shared/model/position.ts';
import { main } from '../ipc/services.ts';
import { useBroker } from './broker.ts';
import { choosePosition, chosenPosition, usePortfolio } from './portfolio.ts';
import { chooseContract, selectContract, useSelection } from './selection.ts';
import { openTicketFor, useTicket } from './ticket.ts';

/** What the broker has not answered yet, by the contract's number. */
let waiting: Map<number, (answer: Result<object, object>) => void>;
const contract = (id: number) =>
  ({ contractId: contractIdSchema.parse(id), symbol: `X${id}`, securityType: 'STK' }) as Contract;
const watched = (id: number) => ({ contract: contract(id), longName: '', minTick: 0.01 });
const position = (id: number, account = 'DU1') =>
  ({ contract: contract(id), account, quantity: 1 }) as Position;
const selectedId = () => useSelection.getState().contract?.contract.contractId;
const chosen = () => chosenPosition(usePortfolio.getState());

function hold(...positions: Position[]): void {
  usePortfolio.setState({ view: { state: 'current', positions } as never, account: null, positionKey: null });
}

beforeEach(() => {
  waiting = new Map();
  vi.spyOn(main, 'invoke').mockImplementation(
    ((_name: string, { contractId }: { contractId: number }) =>
      new Promise((resolve) => void waiting.set(contractId, resolve))) as never,
  );
  useBroker.setState({ status: { account: 'DU1', accounts: ['DU1'] } as never });
  selectContract(watched(1));
});
afterEach(() => vi.restoreAllMocks());

test('the latest choice is selected, whoever the broker describes last', async () => {
  const [second, third] = [chooseContract(contract(2)), chooseContract(contract(3))];
  waiting.get(3)!(ok(watched(3)));
  expect(await third).toMatchObject({ kind: 'chosen' });
  waiting.get(2)!(ok(watched(2)));
  expect(await second).toMatchObject({ kind: 'superseded' });
  expect(selectedId()).toBe(3);
});

test('an order that cannot be described, or comes after another choice, opens no ticket in the name of another contract', async () => {
  const order = { contract: contract(2), side: 'sell', terms: PLAIN_TERMS, requestedTerms: null };
  const refused = openTicketFor(order as unknown as Order);
  waiting.get(2)!(err({ kind: 'timeout', afterMs: 1 }));
  await refused;
  const late = openTicketFor(order as unknown as Order);
  selectContract(watched(3));
  waiting.get(2)!(ok(watched(2)));
  await late;
  expect(useTicket.getState().changing).toBeNull();
  expect(selectedId()).toBe(3);
});

test('what one key closes is the row that was chosen, until another contract is selected: then it is what is held of that', () => {
  hold(position(1), position(2));
  void choosePosition(position(2));
  expect(chosen()?.contract.contractId).toBe(2);
  selectContract(watched(2));
  expect(chosen()?.contract.contractId).toBe(2);
  selectContract(watched(1));
  expect(chosen()?.contract.contractId).toBe(1);
  selectContract(watched(9));
  expect(chosen()).toBeNull();
});

test('of several accounts with one contract the one that orders go to is meant, and none where that holds nothing', () => {
  hold(position(1, 'DU2'), position(1, 'DU1'));
  expect(chosen()?.account).toBe('DU1');
  hold(position(1, 'DU2'), position(1, 'DU3'));
  expect(chosen()).toBeNull();
});
