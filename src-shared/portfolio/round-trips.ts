import type { Currency } from '../model/currency.ts';
import { fromMicros } from '../model/money.ts';
import { quantityMicros } from '../model/quantity.ts';
import type { RoundTrip, TradeFilter, TradeTotals } from '../model/round-trip.ts';
import { contractName } from '../model/contract.ts';
import type { ClosedPart } from './book-state.ts';
import type { ContractBook } from './contract-book.ts';
import { countable, countableFloat } from './countable.ts';
import { timeOf, type Entry } from './entry.ts';

/** Units of `to` for one of `from`; NaN: not known. */
export type Rate = (from: string, to: string) => number;

/** What a contract's book has closed, in the order of the closes. */
export function roundTripsOf(book: ContractBook, rate: Rate): readonly RoundTrip[] {
  return book.parts.map((part) => roundTrip(book.account, part, rate));
}

function roundTrip(account: string, part: ClosedPart, rate: Rate): RoundTrip {
  const { opened, closed, side, quantity, entryValue, exitValue } = part;
  const { contract } = closed.execution;
  const { currency } = contract;
  const gross = BigInt(side) * (exitValue - entryValue);
  const commissions = commissionsOf(part);
  let costs = 0;
  for (const [name, amount] of commissions) costs += Number(amount) * rate(name, currency);
  const net = countableFloat(Number(gross) - costs);
  const units = (value: bigint) => Number(value) / quantity / contract.multiplier;
  return {
    id: `${account} ${contract.contractId} ${opened.id} ${closed.id}`,
    account,
    contract,
    side: side > 0 ? 'long' : 'short',
    quantity: quantityMicros(quantity),
    openedAt: timeOf(opened),
    closedAt: timeOf(closed),
    isAdopted: opened.kind === 'adjustment',
    // A fill has one price, however many parts; of what was adopted only the worth is known.
    entryPrice: opened.kind === 'fill' ? opened.execution.price / 1e8 : units(entryValue),
    exitPrice: closed.execution.price / 1e8,
    grossPnl: countable(gross),
    commissions: [...commissions].map(([name, amount]) => ({
      currency: name as Currency,
      amount: countable(amount)!,
    })),
    netPnl: net,
    returnOnEntry: net === null || entryValue === 0n ? null : net / Math.abs(Number(entryValue)),
    isCommissionPending: isPending(opened) || isPending(closed),
  };
}

function commissionsOf({ opened, closed, entryCommission, exitCommission }: ClosedPart): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  const add = (entry: Entry, amount: bigint) => {
    if (entry.kind !== 'fill' || entry.commission === null) return;
    const { currency } = entry.commission;
    sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  };
  add(opened, entryCommission);
  add(closed, exitCommission);
  return sums;
}

function isPending(entry: Entry): boolean {
  return entry.kind === 'fill' && entry.commission === null;
}

export function passesFilter(trade: RoundTrip, filter: TradeFilter): boolean {
  const { account, text, side, outcome, from, to } = filter;
  if (account !== null && trade.account !== account) return false;
  if (side !== null && trade.side !== side) return false;
  if (from !== null && trade.closedAt < from) return false;
  if (to !== null && trade.closedAt >= to) return false;
  // A trade that came out even is neither.
  if (outcome === 'win' && !((trade.netPnl ?? 0) > 0)) return false;
  if (outcome === 'loss' && !((trade.netPnl ?? 0) < 0)) return false;
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return true;
  const { contract } = trade;
  return [contractName(contract), contract.localSymbol].some((name) => name.toLowerCase().includes(wanted));
}

/** One line a currency, by its name. */
export function totalsOf(trades: Iterable<RoundTrip>): readonly TradeTotals[] {
  const sums = new Map<
    Currency,
    { count: number; wins: number; losses: number; gross: bigint; net: bigint }
  >();
  for (const { contract, grossPnl, netPnl } of trades) {
    let sum = sums.get(contract.currency);
    if (sum === undefined)
      sums.set(contract.currency, (sum = { count: 0, wins: 0, losses: 0, gross: 0n, net: 0n }));
    sum.count++;
    if (netPnl !== null && netPnl > 0) sum.wins++;
    if (netPnl !== null && netPnl < 0) sum.losses++;
    sum.gross += BigInt(grossPnl ?? 0);
    sum.net += BigInt(netPnl ?? 0);
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, { count, wins, losses, gross, net }]) => ({
      ...{ currency, count, wins, losses },
      ...{ grossPnl: countable(gross), netPnl: countable(net) },
    }));
}

const CSV_HEADER = [
  ...['account', 'contract', 'contract id', 'side', 'quantity', 'opened (UTC)', 'closed (UTC)', 'held (s)'],
  ...['entry price', 'exit price', 'currency', 'gross P&L', 'commissions', 'net P&L', 'remarks'],
];

/** Values of one line of the trade log's CSV, as text; the header is `csvHeader`. Numbers plain, times ISO. */
export function csvFields(trade: RoundTrip): readonly string[] {
  const { contract, openedAt, closedAt, commissions } = trade;
  const amount = (value: RoundTrip['netPnl']) => (value === null ? '' : String(fromMicros(value)));
  const remarks = [
    trade.isAdopted ? 'opened elsewhere, at the broker’s average cost' : '',
    trade.isCommissionPending ? 'a commission has not been told yet' : '',
  ];
  return [
    ...[trade.account, contractName(contract), String(contract.contractId), trade.side],
    String(trade.quantity / 1e6),
    ...[new Date(openedAt).toISOString(), new Date(closedAt).toISOString()],
    String(Math.round((closedAt - openedAt) / 1_000)),
    ...[String(trade.entryPrice), String(trade.exitPrice), contract.currency, amount(trade.grossPnl)],
    commissions.map(({ currency, amount: paid }) => `${fromMicros(paid)} ${currency}`).join(' + '),
    ...[amount(trade.netPnl), remarks.filter((remark) => remark !== '').join('; ')],
  ];
}

export function csvHeader(): readonly string[] {
  return CSV_HEADER;
}
