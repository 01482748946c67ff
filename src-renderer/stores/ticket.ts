import { create } from 'zustand';
import type { OrderPreview } from '#shared/ipc/orders.ts';
import type { Order } from '#shared/model/order.ts';
import type { OrderRef, OrderSide, OrderTicket } from '#shared/model/order-ticket.ts';
import type { Watched } from '#shared/model/watchlist.ts';
import type { ContractId } from '#shared/model/contract.ts';
import { defaultQuantity, type TicketPreset } from '#shared/model/ticket-preset.ts';
import { decimalsOfTick } from '../format/number.ts';
import { problemOf } from '../format/problem.ts';
import { main } from '../ipc/services.ts';
import { useBroker } from './broker.ts';
import { modifyOrder, refusalOf, type Refusal } from './order-changes.ts';
import { notify } from './notices.ts';
import { quoteOf } from './quotes.ts';
import { chooseContract, useSelection } from './selection.ts';
import { useSettings } from './settings.ts';
import {
  draftOfTerms,
  FIRST_TICKET,
  readTicket,
  type TicketDraft,
  type TicketErrors,
  ticketSentence,
} from './ticket-draft.ts';
import { draftOfPreset } from './ticket-preset.ts';
import { openSearch } from './watchlist-view.ts';
import { showPanel } from './workspace.ts';

interface TicketState {
  readonly draft: TicketDraft;
  /** The order that is being changed; null: a new one. */
  readonly changing: Order | null;
  /** Of the last press of the button; gone as the field is corrected. */
  readonly errors: TicketErrors;
  readonly refusal: Refusal | null;
  /** One press more sends it. */
  readonly isAsking: boolean;
  readonly isSending: boolean;
  /** Sent, and no answer came: pressing again asks about these by their names, and makes no second order. */
  readonly unanswered: { readonly draft: TicketDraft; readonly tickets: readonly OrderTicket[] } | null;
  readonly preview: OrderPreview | null;
  /** What prices and quantity were meant for: another contract begins anew. */
  readonly contractId: ContractId | null;
  /** Nobody knew a price when the ticket was opened: the first one that comes is filled in. */
  readonly awaitsPrice: boolean;
  /** The limit as it was filled in from the market, not typed; empty: none was. */
  readonly proposedLimit: string;
  /** It was filled in for one purpose, such as to reverse a position: nothing of it is kept for the next one. */
  readonly isProposed: boolean;
  /** The order that went out last, in the words of its button. */
  readonly sent: { readonly ref: OrderRef; readonly sentence: string; readonly at: number } | null;
  /** Name of the preset that it was filled in from. */
  readonly preset: string | null;
  /** The side whose key has opened it, until anything is typed: B and S may be the first letter of a symbol. */
  readonly openedBy: OrderSide | null;
  /** Counts openings: the form takes the focus anew. */
  readonly opened: number;
  readonly isFull: boolean;
}

export const useTicket = create<TicketState>(() => ({
  ...{ draft: FIRST_TICKET, changing: null, errors: {}, refusal: null, isAsking: false, isSending: false },
  ...{
    unanswered: null,
    preview: null,
    contractId: null,
    awaitsPrice: false,
    proposedLimit: '',
    isProposed: false,
    sent: null,
    preset: null,
    openedBy: null,
    opened: 0,
    isFull: false,
  },
}));

// What was typed for one contract is never sent for another.
useSelection.subscribe(({ contract }) => {
  if (contract === null || contract.contract.contractId === useTicket.getState().contractId) return;
  useTicket.setState(({ draft }) => begun(draft.side));
});

export function changeTicket(change: Partial<TicketDraft>): void {
  useTicket.setState(({ draft, errors }) => ({
    draft: { ...draft, ...change },
    errors: Object.fromEntries(Object.entries(errors).filter(([field]) => !(field in change))),
    ...{ refusal: null, isAsking: false, preview: null, openedBy: null },
    ...('limit' in change || 'type' in change ? { awaitsPrice: false } : {}),
  }));
}

/**
 * A new ticket for what is selected: quantity and type stay as they were for the same contract, prices begin at the market.
 * Fields that are folded away are not kept: nobody would see what they add to the order.
 */
export function openTicket(side: OrderSide): void {
  const { opened } = useTicket.getState();
  useTicket.setState({ ...begun(side), openedBy: side, opened: opened + 1 });
  showPanel('ticket', { focus: false });
}

/** A new ticket for what is selected, as the user has kept it. */
export function openPreset(preset: TicketPreset): void {
  const chosen = useSelection.getState().contract;
  if (chosen === null) return;
  const { draft, opened } = useTicket.getState();
  const { side } = draft;
  const { limit } = pricesFor(chosen, side);
  const place = {
    ...{ side, market: limit === '' ? null : Number(limit), minTick: chosen.minTick },
    defaultQuantity: Number(quantityFor(chosen)),
  };
  useTicket.setState({
    ...{ ...begun(side), awaitsPrice: false, preset: preset.name, opened: opened + 1 },
    draft: { ...FIRST_TICKET, ...draftOfPreset(preset, place) },
  });
  showPanel('ticket', { focus: false });
}

/** The side of the market that the order would meet; null: nobody knows. */
export function ticketMarket(): number | null {
  const { limit } = pricesFor(useSelection.getState().contract, useTicket.getState().draft.side);
  return limit === '' ? null : Number(limit);
}

/** A letter in the place of a quantity: the trader is typing a symbol, and the key that opened the ticket was its first letter. */
export function searchFromTicket(letter: string): void {
  const { openedBy } = useTicket.getState();
  useTicket.setState({ openedBy: null });
  openSearch(`${openedBy === null ? '' : openedBy === 'buy' ? 'b' : 's'}${letter}`);
}

/** The first price of a contract that had none when its ticket was opened. */
export function takeFirstPrice(): void {
  const { awaitsPrice, draft } = useTicket.getState();
  const prices = pricesFor(useSelection.getState().contract, draft.side);
  if (!awaitsPrice || prices.limit === '') return;
  useTicket.setState({
    draft: { ...draft, limit: prices.limit },
    ...{ awaitsPrice: false, proposedLimit: prices.limit },
  });
}

/**
 * The limit that the market would propose now, where the one in the ticket was proposed too and the market has left it since:
 * after a reconnect, or a long while. null where it still fits, was typed, or nobody knows a price.
 */
export function newerLimit(): string | null {
  const { draft, changing, proposedLimit } = useTicket.getState();
  const chosen = useSelection.getState().contract;
  if (changing !== null || chosen === null || proposedLimit === '' || draft.limit !== proposedLimit)
    return null;
  const { limit } = pricesFor(chosen, draft.side);
  if (limit === '') return null;
  const away = Math.abs(Number(limit) - Number(proposedLimit));
  return away > LEFT_BEHIND * Math.abs(Number(limit)) ? limit : null;
}

/** The market's own proposal in the place of an older one. */
export function takeNewerLimit(): void {
  const limit = newerLimit();
  if (limit === null) return;
  changeTicket({ limit });
  useTicket.setState({ proposedLimit: limit });
}

/** Part of the price. A proposal is not called old for the noise of a minute. */
const LEFT_BEHIND = 0.005;

function begun(side: OrderSide): Partial<TicketState> {
  const chosen = useSelection.getState().contract;
  const { draft, changing, contractId, isProposed, isFull } = useTicket.getState();
  const isSame = chosen !== null && chosen.contract.contractId === contractId;
  const isKept = isSame && changing === null && !isProposed;
  const { quantity, type, timeInForce, goodTill, trail, trailUnit, offset } = draft;
  const inSight = { quantity, type, timeInForce, goodTill, trail, trailUnit, offset };
  const prices = pricesFor(chosen, side);
  return {
    draft: {
      ...{ ...FIRST_TICKET, quantity: quantityFor(chosen) },
      ...(isKept ? (isFull ? draft : inSight) : {}),
      ...{ side, ...prices, takeProfit: '', stopLoss: '' },
    },
    ...{ isProposed: false, openedBy: null },
    ...{ changing: null, errors: {}, refusal: null, isAsking: false, preview: null, preset: null },
    ...{ contractId: chosen?.contract.contractId ?? null, awaitsPrice: prices.limit === '' },
    proposedLimit: prices.limit,
  };
}

function quantityFor(chosen: Watched | null): string {
  const { defaultQuantities } = useSettings.getState();
  return String(defaultQuantity(defaultQuantities, chosen?.contract.securityType ?? 'STK'));
}

/** A ticket with terms that somebody else has thought of: nothing is sent before the user says so. */
export async function openTicketWith(
  contract: Watched['contract'],
  terms: Partial<TicketDraft>,
): Promise<void> {
  if (!(await isChosen(contract))) return;
  const { opened } = useTicket.getState();
  useTicket.setState({
    draft: { ...FIRST_TICKET, ...terms },
    ...{ contractId: contract.contractId, awaitsPrice: false, preset: null, isProposed: true },
    ...{ changing: null, errors: {}, refusal: null, isAsking: false, preview: null, opened: opened + 1 },
  });
  showPanel('ticket', { focus: false });
}

/** The order's own terms, to be changed. */
export async function openTicketFor(order: Order): Promise<void> {
  const { side } = order;
  if (side === 'unknown') {
    notify('error', 'Nobody here knows whether this order buys or sells: change it in TWS.');
    return;
  }
  if (!(await isChosen(order.contract))) return;
  const { opened } = useTicket.getState();
  useTicket.setState({
    draft: draftOfTerms(side, order.requestedTerms ?? order.terms),
    ...{ contractId: order.contract.contractId, awaitsPrice: false, preset: null, isProposed: false },
    ...{ changing: order, errors: {}, refusal: null, isAsking: false, preview: null, opened: opened + 1 },
  });
  showPanel('ticket', { focus: false });
}

/** A ticket names what is selected: there is none of a contract that is not. */
async function isChosen(contract: Watched['contract']): Promise<boolean> {
  const choice = await chooseContract(contract);
  if (choice.kind === 'problem') notify('error', choice.problem.title, { detail: choice.problem.help });
  return choice.kind === 'chosen';
}

export function clearTicket(): void {
  useTicket.setState({
    ...{ changing: null, errors: {}, refusal: null, isAsking: false, preview: null },
    ...{ awaitsPrice: false, preset: null, isProposed: false },
    draft: {
      ...{ ...FIRST_TICKET, side: useTicket.getState().draft.side },
      quantity: quantityFor(useSelection.getState().contract),
    },
  });
}

/** The account that orders go to; null while no session says. */
export function ticketAccount(): string | null {
  const { status } = useBroker.getState();
  return status?.account ?? status?.accounts[0] ?? null;
}

// What was asked and told was about the account that orders went to then: it is asked anew.
useBroker.subscribe(({ status }, { status: before }) => {
  if (status?.account !== before?.account) useTicket.setState({ isAsking: false, preview: null });
});

/** Checks what is typed; then sends it, or asks once more where the profile wants that. */
export async function submitTicket(mustConfirm: boolean): Promise<void> {
  const { draft, changing, isAsking, isSending } = useTicket.getState();
  const watched = useSelection.getState().contract;
  const account = changing?.account ?? ticketAccount();
  if (isSending || watched === null || account === null) return;
  const read = readTicket(draft, { watched, account, newRef });
  if (read.kind === 'errors') {
    useTicket.setState({ errors: read.errors, isAsking: false });
    return;
  }
  if (mustConfirm && !isAsking) {
    useTicket.setState({ isAsking: true, refusal: null });
    return;
  }
  useTicket.setState({ isSending: true, refusal: null });
  const [parent] = read.tickets;
  const sentence = ticketSentence(draft, watched);
  const refusal =
    changing === null
      ? await placeOrders(draft, read.tickets, sentence)
      : // What the form does not show stays as it is.
        await modifyOrder(changing, {
          ...parent.terms,
          conditions: changing.terms.conditions,
          areConditionsOutsideHours: changing.terms.areConditionsOutsideHours,
          doConditionsCancel: changing.terms.doConditionsCancel,
        });
  useTicket.setState({ isSending: false, isAsking: false, refusal });
  // The ticket may be out of sight by the time that this matters.
  if (refusal?.kind === 'unknown') notify('error', refusal.message, { detail: refusal.help });
  if (refusal === null && changing !== null) {
    useTicket.setState({ sent: { ref: changing.ref, sentence: `Change to: ${sentence}`, at: Date.now() } });
    clearTicket();
  }
}

/** @returns null: they are on their way */
async function placeOrders(
  draft: TicketDraft,
  read: readonly [OrderTicket, ...OrderTicket[]],
  sentence: string,
): Promise<Refusal | null> {
  const { unanswered } = useTicket.getState();
  const isAgain = unanswered?.draft === draft && unanswered.tickets[0]?.account === read[0].account;
  const tickets = isAgain ? unanswered.tickets : read;
  const result = await main.invoke('orders.place', { tickets: [...tickets] });
  useTicket.setState({ unanswered: result.ok ? null : { draft, tickets } });
  if (!result.ok) return { kind: 'problem', problem: problemOf(result.error, 'send the order') };
  const refusal = refusalOf(result.value);
  if (refusal?.kind === 'denied') return refusal;
  // What may have gone out is followed like what has.
  const ref = result.value.kind === 'unknown' ? result.value.ref : (tickets[0] ?? read[0]).ref;
  useTicket.setState({ sent: { ref, sentence, at: Date.now() } });
  return refusal;
}

/** Asks the broker what the order would cost and need. What is typed meanwhile makes the answer worthless: it is dropped. */
export async function previewTicket(): Promise<void> {
  const { draft, changing } = useTicket.getState();
  const watched = useSelection.getState().contract;
  const account = ticketAccount();
  if (watched === null || account === null || changing !== null) return;
  const read = readTicket(draft, { watched, account, newRef });
  if (read.kind === 'errors') return;
  const result = await main.invoke('orders.preview', { ticket: read.tickets[0] });
  if (useTicket.getState().draft !== draft || useSelection.getState().contract !== watched) return;
  if (ticketAccount() !== account) return;
  if (result.ok) useTicket.setState({ preview: result.value });
}

/** The side of the market that the order would meet: ask for a buy, bid for a sale; the mark where there is none. */
function pricesFor(chosen: Watched | null, side: OrderSide): Pick<TicketDraft, 'limit' | 'stop'> {
  const quote = chosen === null ? undefined : quoteOf(chosen.contract.contractId);
  const price = (side === 'buy' ? quote?.ask : quote?.bid) ?? quote?.mark ?? null;
  return { limit: price === null || chosen === null ? '' : typedPrice(price, chosen.minTick), stop: '' };
}

/** At the nearest tick, with its decimals, as a person would type it. */
function typedPrice(price: number, tick: number): string {
  return (Math.round(price / tick) * tick).toFixed(decimalsOfTick(tick));
}

function newRef(): OrderRef {
  return crypto.randomUUID() as OrderRef;
}
