import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { assert } from '#shared/kernel/assert.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { openDatabase, type OpenDatabase } from '#shared/node/open-database.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { storageFailure } from '#shared/node/storage-failure.ts';
import type { AccountsSnapshot } from '#shared/simulation/accounts/snapshot.ts';
import type { OrderRecord } from '#shared/simulation/exchange/order-record.ts';
import type { ExchangeSnapshot } from '#shared/simulation/exchange/snapshot.ts';
import type { GatewayOrdersSnapshot } from '../orders/gateway-orders.ts';
import type { Ticket } from '../orders/ticket.ts';
import type { GatewayState } from './gateway-state.ts';
import { KeptRows } from './kept-rows.ts';
import { inOwnWords, unreadableState } from './state-failures.ts';
import { STATE_MIGRATIONS } from './state-schema.ts';

export interface StateFileOptions {
  readonly path: string;
  /** Who opens it, for the message that others get while it is open. */
  readonly program: string;
  /** How long to wait for another gateway to let go of the file. */
  readonly lockWaitMs?: number;
}

export interface OpenedState {
  readonly file: StateFile;
  /** null: the file is new. */
  readonly found: GatewayState | null;
}

/** The name under which files have kept what is not in lists of its own; older files must stay readable. */
const ORDERS_PART = 'desk';

type AccountRow = AccountsSnapshot['accounts'][number];
type PositionRow = AccountRow['positions'][number] & { readonly account: string };

/**
 * A gateway's state in a file that it alone may open: given whole, written by what has changed, in one transaction. What
 * was saved survives the end of the process at any moment, kill -9 too. A power cut may take the last moments along; what
 * is left is whole and as it was at one instant. To wait for the disk with every order would cost more than the rest of
 * an order's way, and for what is play money.
 */
export class StateFile {
  readonly path: string;
  /** What the user should be told about how the file was found: sentences. */
  readonly notices: readonly string[];
  readonly #opened: OpenDatabase;
  readonly #lists: ReturnType<typeof listsIn>;
  readonly #parts: Parts;
  #isUsable = true;

  private constructor(opened: OpenDatabase, path: string) {
    this.#opened = opened;
    this.path = path;
    this.notices = opened.notices;
    this.#parts = new Parts(opened.db);
    this.#lists = listsIn(opened.db);
  }

  /** A file that cannot be used is left as it is, and the failure says why and what to do. */
  static open({ path, program, lockWaitMs }: StateFileOptions): Result<OpenedState, ServiceFailure> {
    if (!existsSync(dirname(path))) {
      const what = `The folder ${dirname(path)}, in which the state is to be kept, does not exist.`;
      return err(failure('state-unusable', what, 'Make it, or name another file.'));
    }
    const opened = openDatabase({
      ...{ path, program, migrations: STATE_MIGRATIONS, synchronous: 'NORMAL', lostWal: 'accept' },
      ...(lockWaitMs === undefined ? {} : { lockWaitMs }),
    });
    if (!opened.ok) return err(inOwnWords(opened.error, path));
    try {
      const file = new StateFile(opened.value, path);
      return ok({ file, found: file.#read() });
    } catch (error) {
      // The database is whole, so this is text in it that no gateway wrote.
      opened.value.close();
      return err(unreadableState(path, error));
    }
  }

  /** All there is, as it is now. After a failure the file is as it was at the save before, and must not be used again. */
  save(state: GatewayState): Result<void, ServiceFailure> {
    assert(this.#isUsable, 'nothing is saved after a save that failed');
    try {
      this.#opened.db.transaction(() => this.#write(state))();
      return ok(undefined);
    } catch (error) {
      this.#isUsable = false;
      return err(inOwnWords(storageFailure(error, this.path), this.path));
    }
  }

  close(): void {
    this.#opened.close();
  }

  #write({ seed, alwaysOpen, time, scenarios, accounts, orders }: GatewayState): void {
    const [parts, lists] = [this.#parts, this.#lists];
    parts.put('world', { seed, alwaysOpen, time });
    lists.scenario.keep(scenarios.map((entry, id) => ({ id, ...entry })));

    const { accounts: each, orders: filledToday, ...accountsRest } = accounts;
    parts.put('accounts', {
      ...accountsRest,
      accounts: each.map((account) => ({ ...account, positions: [] })),
    });
    lists.position.keep(
      each.flatMap(({ id, positions }) => positions.map((position) => ({ account: id, ...position }))),
    );

    const { tickets, executions, exchange, ...ordersRest } = orders;
    parts.put(ORDERS_PART, ordersRest);
    lists.client.keep(tickets.highestIds.map(([clientId, orderId]) => ({ clientId, orderId })));
    lists.live_ticket.keep(tickets.tickets.filter(({ end }) => end === null));
    lists.ended_ticket.append(tickets.tickets.filter(({ end }) => end !== null));
    lists.execution.append(executions);

    const { markets, live, finished, timers, events: _said, ...exchangeRest } = exchange;
    parts.put('exchange', exchangeRest);
    lists.market.keep(markets);
    lists.live_order.keep(live);
    const active = [...live, ...lists.ended_order.append(finished)];
    // An order may be attached to one that has ended, and close what that one filled.
    lists.ended_order.lookAt(active.flatMap(({ terms: { parent } }) => parent ?? []));
    lists.filled_today.append(filledToday);
    lists.filled_today.lookAt(active.map(({ key }) => key));
    // A timer that falls due soon would come before all the others, and push each to another place.
    lists.timer.keep(timers.toSorted((a, b) => a.sequence - b.sequence));
  }

  #read(): GatewayState | null {
    const [parts, lists] = [this.#parts, this.#lists];
    const world = parts.get('world') as Pick<GatewayState, 'seed' | 'alwaysOpen' | 'time'> | null;
    if (world === null) return null;
    const accounts = parts.get('accounts') as Omit<AccountsSnapshot, 'orders'>;
    const positions = new Map(accounts.accounts.map(({ id, positions: none }) => [id, none]));
    for (const { account, ...position } of lists.position.load()) positions.get(account)!.push(position);
    const ordersRest = parts.get(ORDERS_PART) as Pick<GatewayOrdersSnapshot, 'version' | 'nextPermId'>;
    const exchangeRest = parts.get('exchange') as Omit<
      ExchangeSnapshot,
      'markets' | 'live' | 'finished' | 'timers' | 'events'
    >;
    return {
      ...world,
      scenarios: lists.scenario.load().map(({ at, scenario }) => ({ at, scenario })),
      accounts: {
        ...accounts,
        accounts: accounts.accounts.map((account) => ({
          ...account,
          positions: positions.get(account.id)!,
        })),
        orders: lists.filled_today.load(),
      },
      orders: {
        ...ordersRest,
        tickets: {
          highestIds: lists.client.load().map(({ clientId, orderId }) => [clientId, orderId] as const),
          tickets: [...lists.live_ticket.load(), ...lists.ended_ticket.load()],
        },
        executions: lists.execution.load(),
        exchange: {
          ...exchangeRest,
          ...{ markets: lists.market.load(), live: lists.live_order.load() },
          ...{ finished: lists.ended_order.load(), timers: lists.timer.load(), events: [] },
        },
      },
    };
  }
}

function listsIn(db: SqliteDatabase) {
  const byKey = ({ key }: { readonly key: number }) => key;
  /** For lists whose rows never change: a row that is in the file is never compared again. */
  const always = () => true;
  return {
    scenario: new KeptRows<GatewayState['scenarios'][number] & { readonly id: number }>(db, 'scenario', {
      idOf: ({ id }) => id,
    }),
    position: new KeptRows<PositionRow>(db, 'position', {
      idOf: ({ account, conId }) => `${account}/${conId}`,
    }),
    filled_today: new KeptRows<AccountsSnapshot['orders'][number]>(db, 'filled_today', { idOf: byKey }),
    client: new KeptRows<{ readonly clientId: number; readonly orderId: number }>(db, 'client', {
      idOf: ({ clientId }) => clientId,
    }),
    live_ticket: new KeptRows<Ticket>(db, 'live_ticket', { idOf: byKey }),
    ended_ticket: new KeptRows<Ticket>(db, 'ended_ticket', { idOf: byKey, isSame: always }),
    execution: new KeptRows<GatewayOrdersSnapshot['executions'][number]>(db, 'execution', {
      idOf: ({ details }) => details.execId,
      isSame: always,
    }),
    market: new KeptRows<ExchangeSnapshot['markets'][number]>(db, 'market', {
      idOf: ({ instrument }) => instrument,
    }),
    live_order: new KeptRows<OrderRecord>(db, 'live_order', { idOf: byKey }),
    ended_order: new KeptRows<OrderRecord>(db, 'ended_order', {
      idOf: byKey,
      // Orders attached to it may still come, and close what it filled.
      isSame: (kept, order) => kept.exited === order.exited && kept.children.length === order.children.length,
    }),
    timer: new KeptRows<ExchangeSnapshot['timers'][number]>(db, 'timer', {
      idOf: ({ sequence }) => sequence,
    }),
  };
}

/** What is no list: one JSON text by name, written when it reads differently. */
class Parts {
  readonly #put: (name: string, body: string) => void;
  readonly #get: (name: string) => string | undefined;
  readonly #written = new Map<string, string>();

  constructor(db: SqliteDatabase) {
    const put = db.prepare(
      'INSERT INTO part (name, body) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body',
    );
    this.#put = (name, body) => void put.run(name, body);
    const get = db.prepare('SELECT body FROM part WHERE name = ?').pluck();
    this.#get = (name) => get.get(name) as string | undefined;
  }

  get(name: string): unknown {
    const body = this.#get(name);
    return body === undefined ? null : JSON.parse(body);
  }

  put(name: string, value: unknown): void {
    const body = JSON.stringify(value);
    if (this.#written.get(name) === body) return;
    this.#put(name, body);
    this.#written.set(name, body);
  }
}
