import { beforeEach, expect, test, vi } from 'vitest';
import { err, ok } from '#shared/kernel/result.ts';
import { main } from '../ipc/services.ts';
import { useBroker } from './broker.ts';
import type { ConnectionStatus as BrokerStatus } from '#shared/model/connection.ts';
import { contractIdSchema } from '#shared/model/contract.ts';
import type { Order } from '#shared/model/order.ts';
import { PLAIN_TERMS } from '#shared/model/order-ticket.ts';
import type { TicketPreset } from '#shared/model/ticket-preset.ts';
import { QUOTE_FIELD_INDEX, QUOTE_FIELDS } from '#shared/model/quote.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import type { Watched } from '#shared/model/watchlist.ts';
import { useNotices } from './notices.ts';
import { receiveQuotes } from './quotes.ts';
import { selectContract, useSelection } from './selection.ts';
import { useSettings } from './settings.ts';
import { useWatchlistView } from './watchlist-view.ts';
import {
  changeTicket,
  clearTicket,
  newerLimit,
  openPreset,
  openTicket,
  openTicketFor,
  openTicketWith,
  previewTicket,
  searchFromTicket,
  submitTicket,
  takeFirstPrice,
  takeNewerLimit,
  useTicket,
} from './ticket.ts';

function watched(contractId: number, securityType: string): Watched {
  const contract = { contractId: contractIdSchema.parse(contractId), symbol: `X${contractId}`, securityType };
  return { contract, longName: '', minTick: 0.01 } as Watched;
}

function quote(fields: Partial<Record<'bid' | 'ask', number>>): void {
  const values = new Float64Array(QUOTE_FIELDS.length).fill(NaN);
  for (const [name, value] of Object.entries(fields))
    values[QUOTE_FIELD_INDEX[name as 'bid' | 'ask']] = value;
  receiveQuotes({ now: 0, contractIds: Float64Array.of(9), values });
}

const draft = () => useTicket.getState().draft;

beforeEach(() => {
  useSettings.setState({ defaultQuantities: {} });
  selectContract(watched(1, 'STK'));
  openTicket('buy');
});

test('quantity and prices typed for one contract are gone when another is selected', () => {
  changeTicket({ quantity: '5000', limit: '1.25', takeProfit: '2' });
  selectContract(watched(2, 'OPT'));
  expect(draft()).toMatchObject({ side: 'buy', quantity: '1', limit: '', takeProfit: '' });
});

test('the same contract described again leaves what is typed, and a new ticket for it keeps the quantity', () => {
  changeTicket({ quantity: '25', limit: '1.25' });
  selectContract(watched(1, 'STK'));
  expect(draft()).toMatchObject({ quantity: '25', limit: '1.25' });
  openTicket('sell');
  expect(draft()).toMatchObject({ side: 'sell', quantity: '25', limit: '' });
});

test('a proposed limit that the market has left is marked and taken anew at a word; one that was typed is left alone', () => {
  selectContract(watched(9, 'STK'));
  quote({ bid: 99.98, ask: 100 });
  takeFirstPrice();
  expect(draft().limit).toBe('100.00');
  quote({ bid: 100.18, ask: 100.2 });
  expect(newerLimit(), 'the noise of a minute').toBeNull();
  quote({ bid: 119.98, ask: 120 });
  expect(newerLimit()).toBe('120.00');
  expect(draft().limit, 'nothing moves under the hand').toBe('100.00');
  takeNewerLimit();
  expect([draft().limit, newerLimit()]).toEqual(['120.00', null]);
  changeTicket({ limit: '90' });
  expect(newerLimit()).toBeNull();
});

test('a new ticket begins with the quantity that the user has set for its kind of contract', () => {
  useSettings.setState({ defaultQuantities: { OPT: 5 } });
  selectContract(watched(2, 'OPT'));
  expect(draft().quantity).toBe('5');
  changeTicket({ quantity: '7' });
  clearTicket();
  expect(draft().quantity).toBe('5');
});

test('an order that is opened to be changed keeps its terms, and its contract is the selected one', async () => {
  const terms = { ...PLAIN_TERMS, quantity: toQuantityMicros(40) };
  const order = { contract: watched(3, 'STK').contract, side: 'sell', terms, requestedTerms: null };
  const { contract } = order;
  const details = { contract, longName: '', minTick: 0.01 };
  const invoke = vi.spyOn(main, 'invoke').mockImplementation((() => Promise.resolve(ok(details))) as never);
  await openTicketFor(order as unknown as Order);
  invoke.mockRestore();
  expect(useSelection.getState().contract?.contract).toBe(contract);
  expect(useTicket.getState().changing).toBe(order);
  expect(draft()).toMatchObject({ side: 'sell', quantity: '40' });
  selectContract(watched(1, 'STK'));
  expect(useTicket.getState().changing).toBeNull();
});

test('a preset fills in all but side and contract, and is told by its name until a new ticket is opened', () => {
  const preset: TicketPreset = {
    ...{ name: 'Scalp', type: 'MKT', timeInForce: 'GTC', quantity: 3, unit: 'amount' },
    ...{ limitDistance: null, stopDistance: null, trailDistance: null },
    ...{ takeProfitDistance: null, stopLossDistance: null },
  };
  openTicket('sell');
  openPreset(preset);
  expect(draft()).toMatchObject({ side: 'sell', quantity: '3', type: 'MKT', timeInForce: 'GTC' });
  expect(useTicket.getState().preset).toBe('Scalp');
  openTicket('buy');
  expect(useTicket.getState().preset).toBeNull();
});

test('an order whose answer was lost is asked about by its name when the button is pressed again; another one has a new name', async () => {
  useBroker.setState({ status: { account: 'DU1', accounts: ['DU1'] } as never });
  const sent: string[] = [];
  let isLost = true;
  const invoke = vi.spyOn(main, 'invoke').mockImplementation(((
    _name: string,
    input: { tickets: { ref: string }[] },
  ) => {
    sent.push(input.tickets[0]!.ref);
    if (isLost) return Promise.resolve(err({ kind: 'timeout', afterMs: 1 }));
    return Promise.resolve(ok({ kind: 'sent', correlationId: 'c', refs: [] }));
  }) as never);
  changeTicket({ quantity: '10', type: 'MKT' });
  await submitTicket(false);
  isLost = false;
  await submitTicket(false);
  await submitTicket(false);
  changeTicket({ quantity: '11' });
  await submitTicket(false);
  invoke.mockRestore();
  expect(sent[1]).toBe(sent[0]);
  expect(new Set(sent).size).toBe(3);
});

test('a ticket that was filled in to reverse a position leaves neither its type nor its size to the next one', async () => {
  const details = { contract: watched(1, 'STK').contract, longName: '', minTick: 0.01 };
  const invoke = vi.spyOn(main, 'invoke').mockImplementation((() => Promise.resolve(ok(details))) as never);
  await openTicketWith(details.contract, { side: 'sell', quantity: '860', type: 'MKT' });
  invoke.mockRestore();
  expect(draft()).toMatchObject({ side: 'sell', quantity: '860', type: 'MKT' });
  openTicket('buy');
  expect(draft()).toMatchObject({ side: 'buy', quantity: '100', type: 'LMT' });
});

test('fields that are folded away are not kept for the next ticket; what is in sight is, for the same contract', () => {
  changeTicket({ quantity: '25', type: 'MKT', ocaGroup: 'exit', display: '5' });
  openTicket('sell');
  expect(draft()).toMatchObject({ quantity: '25', type: 'MKT', ocaGroup: '', display: '' });
  useTicket.setState({ isFull: true });
  changeTicket({ ocaGroup: 'exit' });
  openTicket('sell');
  expect(draft().ocaGroup).toBe('exit');
  selectContract(watched(2, 'STK'));
  expect(draft()).toMatchObject({ type: 'LMT', ocaGroup: '' });
  useTicket.setState({ isFull: false });
});

test('what was sent last is told under the words of its button; what is refused is not', async () => {
  useBroker.setState({ status: { account: 'DU1', accounts: ['DU1'] } as never });
  useTicket.setState({ sent: null });
  let answer: object = { kind: 'denied', denial: { code: 'order-value' } };
  const invoke = vi.spyOn(main, 'invoke').mockImplementation((() => Promise.resolve(ok(answer))) as never);
  changeTicket({ quantity: '10', type: 'MKT' });
  await submitTicket(false);
  expect(useTicket.getState().sent).toBeNull();
  answer = { kind: 'unknown', correlationId: 'c', ref: 'r', message: 'Perhaps.', help: 'Ask first.' };
  await submitTicket(false);
  expect(useTicket.getState()).toMatchObject({
    ...{ sent: { ref: 'r' }, refusal: { kind: 'unknown', message: 'Perhaps.' }, unanswered: null },
  });
  expect(useNotices.getState().notices[0]).toMatchObject({ level: 'error', title: 'Perhaps.' });
  answer = { kind: 'sent', correlationId: 'c', refs: [] };
  await submitTicket(false);
  invoke.mockRestore();
  expect(useTicket.getState().sent?.sentence).toMatch(/^Buy 10 X1 .*MKT DAY$/);
});

test('a letter behind the key that opened the ticket is the second one of a symbol; once something is typed, the first', () => {
  openTicket('sell');
  searchFromTicket('p');
  expect(useWatchlistView.getState()).toMatchObject({ form: 'add', text: 'sp' });
  openTicket('buy');
  changeTicket({ quantity: '5' });
  searchFromTicket('m');
  expect(useWatchlistView.getState().text).toBe('m');
});

test('another account is asked about anew: no agreement and no preview holds for it', async () => {
  const goTo = (account: string) =>
    useBroker.setState({ status: { account, accounts: ['DU1', 'DU2'] } as BrokerStatus });
  goTo('DU1');
  changeTicket({ quantity: '1', type: 'MKT' });
  await submitTicket(true);
  expect(useTicket.getState().isAsking).toBe(true);
  goTo('DU2');
  expect(useTicket.getState().isAsking).toBe(false);
  const answered = vi.spyOn(main, 'invoke').mockImplementationOnce(() => {
    goTo('DU1');
    return Promise.resolve(ok({ initialMarginAfter: 5 }) as never);
  });
  await previewTicket();
  expect(answered).toHaveBeenCalledOnce();
  expect(useTicket.getState().preview).toBeNull();
  useBroker.setState({ status: null });
});
