import { z } from 'zod';
import { err, ok, type Result } from '../../kernel/result.ts';
import { micros } from '../../model/money.ts';
import { orderPrice } from '../../model/order-price.ts';
import { quantityMicros } from '../../model/quantity.ts';
import type { AccountState } from './account-state.ts';
import type { OrderToday } from './commissions.ts';

const ACCOUNTS_SNAPSHOT_VERSION = 1;

const whole = z.number().int();
const count = whole.min(0);
const money = whole.transform(micros);
const quantity = whole.transform(quantityMicros);
const size = count.transform(quantityMicros);
const price = whole.transform(orderPrice);
const currency = z.string().regex(/^[A-Z]{3,5}$/);

const positionSchema = z.strictObject({
  conId: whole.positive(),
  quantity,
  cost: money,
  carry: money,
  lastPrice: price,
  realizedToday: money,
  realizedTodayUsd: money,
  dayFlow: money,
  dayStartValueUsd: money,
});

const accountSchema = z.strictObject({
  id: z.string().min(1),
  startingCash: money,
  revision: count,
  isBreached: z.boolean(),
  cash: z.array(z.tuple([currency, z.strictObject({ amount: money, unsettled: money })])),
  positions: z.array(positionSchema),
  realizedTodayUsd: money,
  dayStartNetLiquidation: money,
  dayStartEquityWithLoan: money,
  dividends: z.array(z.strictObject({ conId: whole.positive(), currency, amount: money, payDay: whole })),
  month: z.strictObject({ stock: count, option: count, future: count, forex: count, crypto: count }),
});

const orderSchema = z.strictObject({
  key: whole.positive(),
  account: z.string().min(1),
  conId: whole.positive(),
  quantity: size,
  value: count.transform(micros),
  addedQuantity: size,
  charged: money,
  monthBefore: count,
});

const snapshotSchema = z.strictObject({
  version: z.literal(ACCOUNTS_SNAPSHOT_VERSION),
  bookedSequence: count,
  /** Days since 1970-01-01; null: none has begun. */
  day: whole.nullable(),
  accounts: z.array(accountSchema),
  /** Orders that have filled today, oldest first. */
  orders: z.array(orderSchema),
  /** Ex day of the last action of a kind and contract: `split 12345`. */
  actions: z.record(z.string(), whole),
});

/** All the accounts know, as plain data for JSON. Plan, instruments and prices are the host's and come again from it. */
export type AccountsSnapshot = z.infer<typeof snapshotSchema>;

export interface AccountsSnapshotRefused {
  readonly kind: 'otherVersion' | 'broken' | 'unknownInstrument';
  /** What is wrong and where, in a sentence. */
  readonly message: string;
}

export interface AccountsState {
  bookedSequence: number;
  day: number | null;
  readonly accounts: Map<string, AccountState>;
  readonly orders: Map<number, OrderToday>;
  readonly actions: Map<string, number>;
}

/** Shares its parts with the state: for whoever writes them down at once. */
export function showState(state: AccountsState): AccountsSnapshot {
  return {
    version: ACCOUNTS_SNAPSHOT_VERSION,
    bookedSequence: state.bookedSequence,
    day: state.day,
    accounts: [...state.accounts.values()].map((account) => ({
      ...account,
      cash: [...account.cash],
      positions: [...account.positions.values()],
    })),
    orders: [...state.orders.values()],
    actions: Object.fromEntries(state.actions),
  };
}

/** A copy: what is booked later does not change it. */
export function takeSnapshot(state: AccountsState): AccountsSnapshot {
  const { accounts, orders, ...rest } = showState(state);
  return {
    ...rest,
    accounts: accounts.map((account) => ({
      ...account,
      cash: account.cash.map(([currency, balance]) => [currency, { ...balance }]),
      positions: account.positions.map((position) => ({ ...position })),
      dividends: account.dividends.map((dividend) => ({ ...dividend })),
      month: { ...account.month },
    })),
    orders: orders.map((order) => ({ ...order })),
  };
}

/** Reads what `takeSnapshot` wrote, after it went through JSON. @param isKnown whether a contract can be held */
export function readSnapshot(
  snapshot: unknown,
  isKnown: (conId: number) => boolean,
): Result<AccountsState, AccountsSnapshotRefused> {
  const version = z.object({ version: z.unknown() }).safeParse(snapshot);
  if (version.success && version.data.version !== ACCOUNTS_SNAPSHOT_VERSION)
    return refused('otherVersion', `it has version ${JSON.stringify(version.data.version)}, this program reads ${ACCOUNTS_SNAPSHOT_VERSION}`); // prettier-ignore
  const parsed = snapshotSchema.safeParse(snapshot);
  if (!parsed.success) return refused('broken', z.prettifyError(parsed.error).replaceAll('\n', ' '));
  const { bookedSequence, day, accounts, orders, actions } = parsed.data;
  const fault = faultOf(parsed.data);
  if (fault !== null) return refused('broken', fault);
  for (const { id, positions } of accounts) {
    const unknown = positions.find(({ conId }) => !isKnown(conId));
    if (unknown !== undefined)
      return refused(
        'unknownInstrument',
        `account ${id} holds contract ${unknown.conId}, which nobody knows`,
      );
  }
  return ok({
    bookedSequence,
    day,
    accounts: new Map(
      accounts.map((account) => [
        account.id,
        {
          ...account,
          cash: new Map(account.cash),
          positions: new Map(account.positions.map((position) => [position.conId, position])),
        },
      ]),
    ),
    orders: new Map(orders.map((order) => [order.key, order])),
    actions: new Map(Object.entries(actions)),
  });
}

/** What no schema sees: something is there twice, or belongs to nobody. */
function faultOf({ accounts, orders }: AccountsSnapshot): string | null {
  const double = doubleOf(accounts.map(({ id }) => id));
  if (double !== null) return `two accounts are called ${double}`;
  for (const { id, cash, positions } of accounts) {
    const currency = doubleOf(cash.map(([name]) => name));
    if (currency !== null) return `account ${id} has two balances in ${currency}`;
    const conId = doubleOf(positions.map((position) => position.conId));
    if (conId !== null) return `account ${id} has two positions in contract ${conId}`;
    const free = positions.find(({ quantity, cost }) => quantity === 0 && cost !== 0);
    if (free !== undefined) return `account ${id} holds nothing of contract ${free.conId} at a cost`;
  }
  const key = doubleOf(orders.map((order) => order.key));
  if (key !== null) return `two orders are called ${key}`;
  const names = new Set(accounts.map(({ id }) => id));
  const stray = orders.find(({ account }) => !names.has(account));
  if (stray !== undefined) return `order ${stray.key} is of account ${stray.account}, which is not there`;
  const added = orders.find(({ addedQuantity, quantity }) => addedQuantity > quantity);
  return added === undefined ? null : `order ${added.key} added more to the book than it filled`;
}

function doubleOf<T>(values: readonly T[]): T | null {
  const seen = new Set<T>();
  for (const value of values) {
    if (seen.has(value)) return value;
    seen.add(value);
  }
  return null;
}

function refused(kind: AccountsSnapshotRefused['kind'], what: string) {
  return err({ kind, message: `The accounts cannot be restored: ${what}.` });
}
