import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';
import { Accounts } from '#shared/simulation/accounts/accounts.ts';
import type { ScenarioEntry } from '#shared/simulation/market/scenario.ts';
import type { Replay } from '#shared/simulation/replay/open-replay.ts';
import { NEWEST_VERSION } from '#shared/tws-protocol/server-version.ts';
import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import { accountsSpec } from './accounts/accounts-spec.ts';
import { WorldPrices } from './accounts/world-prices.ts';
import { AccountsView } from './accounts/accounts-view.ts';
import { BrokerDays, type Settled } from './days/broker-days.ts';
import { settlementText } from './days/settlement-text.ts';
import { MarginWatch } from './days/margin-watch.ts';
import { Faults } from './faults/faults.ts';
import { silentLog, type GatewayLog } from './log.ts';
import { GatewayOrders } from './orders/gateway-orders.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { requestTable } from './request-table.ts';
import { Connection } from './server/connection.ts';
import { Sessions } from './server/sessions.ts';
import { SESSION_COUNT_MAX, type GatewaySettings } from './settings.ts';
import type { GatewayState } from './state/gateway-state.ts';
import type { OpenedState } from './state/state-file.ts';
import { StateKeeper } from './state/state-keeper.ts';
import { RealTime } from './world/real-time.ts';
import { World } from './world/world.ts';

export interface GatewayOptions {
  readonly settings: GatewaySettings;
  /** Unix ms at which virtual time begins. */
  readonly startTime: number;
  /** `real`: follows the machine's clock. `stepped`: stands still until `world.clock` is advanced. */
  readonly time: 'real' | 'stepped';
  /** Real milliseconds that only go forward. */
  readonly monotonicMs: () => number;
  readonly log?: GatewayLog;
  /** Stored bars instead of the model: its start is the start time. */
  readonly replay?: Replay | undefined;
  readonly state?: KeptState | undefined;
}

/** Where the state is kept. Settings must agree with what was found there (open-gateway.ts). */
export interface KeptState extends OpenedState {
  /** It could not be saved: every session has been dropped, nobody is served any more. */
  readonly onLost: (why: ServiceFailure) => void;
}

/** How often what nobody is told of is saved. */
const SAVE_EVERY_MS = 1_000;
/** Two machines of the same office are one hop too many: who is not on this machine is not served. */
const HOST = '127.0.0.1';

/** A broker of its own behind a TWS socket: simulated contracts, prices, orders and accounts. */
export class PaperGateway {
  readonly world: World;
  readonly sessions = new Sessions();
  readonly serverVersion = NEWEST_VERSION;
  readonly faults: Faults;
  readonly orders: GatewayOrders;
  readonly accounts: Accounts;
  readonly books: AccountsView;
  readonly days: BrokerDays;
  readonly #realTime: RealTime | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #options: GatewayOptions;
  readonly #log: GatewayLog;
  readonly #keeper: StateKeeper | undefined;
  #saving: NodeJS.Timeout | undefined;
  #isOver = false;
  #connectionCount = 0;

  /** Throws when it cannot go on from the state that was found: `openPaperGateway` says it in words. */
  constructor(options: GatewayOptions) {
    const { settings, time, monotonicMs, log = silentLog, state } = options;
    const { seed, alwaysOpen, scenario } = settings;
    const found = state?.found ?? null;
    // Where it stopped; what has happened since comes below, all at once.
    const startTime = found?.time ?? options.startTime;
    const isPlain = scenario === undefined || scenario === 'normal';
    const first: ScenarioEntry[] = isPlain ? [] : [{ at: startTime, scenario }];
    const scenarios = found?.scenarios ?? first;
    this.#options = options;
    this.#log = log;
    this.world = new World({ seed, alwaysOpen, startTime, scenarios, replay: options.replay });
    for (const { symbol, at } of options.replay?.ends ?? []) {
      this.world.clock.at(at, () => this.#replayEnds(symbol));
    }
    this.faults = new Faults(this.world.clock, this.sessions, seed);
    if (time === 'real') this.#realTime = new RealTime(this.world.clock, settings.speed, monotonicMs);
    const prices = new WorldPrices(this.world);
    const spec = accountsSpec(this.world, prices, settings.accounts, settings.commissionPlan);
    this.accounts = found === null ? new Accounts(spec) : restored(Accounts.restore(spec, found.accounts));
    this.books = new AccountsView(this.accounts, this.world);
    this.orders = new GatewayOrders({
      ...{ world: this.world, sessions: this.sessions, accounts: this.accounts },
      ...{ accountNames: settings.accounts, ...numbersOfRun(seed, options.startTime) },
      latency: { submitMs: settings.submitMs, cancelMs: settings.cancelMs },
      onFills: () => this.books.tellChanges(),
    });
    this.days = new BrokerDays({
      ...{ world: this.world, prices, accounts: this.accounts, orders: this.orders },
      onSettled: (settled) => this.#settled(settled),
    });
    new MarginWatch({
      ...{ world: this.world, accounts: this.accounts, orders: this.orders },
      onWarning: (account, text) => this.#warn(account, text),
      onLiquidation: (account, text) => this.#log.write('liquidated', { account, text }),
    });
    if (found !== null) restored(this.orders.restore(found.orders));
    this.days.begin(startTime);
    this.#keeper = state === undefined ? undefined : this.#keeperOf(state);
    if (found !== null) this.#goOn(found);
    const parts: GatewayParts = {
      ...{ settings, log, world: this.world, sessions: this.sessions },
      ...{ orders: this.orders, books: this.books },
    };
    const table = requestTable(parts);
    this.faults.actOn({ world: this.world, orders: this.orders });
    const catchUp = () => this.#realTime?.catchUp();
    const isKept = () => this.#keeper?.isKept() ?? true;
    const connectionParts = { ...parts, table, monotonicMs, catchUp, isKept, faults: this.faults };
    this.#server = createServer((socket) => {
      if (!this.#admit(socket)) return;
      new Connection(connectionParts, socket, ++this.#connectionCount);
    });
  }

  /** @returns the port. Rejects when it is taken; then, and after `close`, it can be asked again. */
  async listen(port = this.#options.settings.port): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port, host: HOST, exclusive: true }, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.#realTime?.start();
    if (this.#realTime !== undefined) this.#saving ??= setInterval(() => this.save(), SAVE_EVERY_MS);
    const { port: bound } = this.#server.address() as AddressInfo;
    this.#log.write('listening', { host: HOST, port: bound, serverVersion: this.serverVersion });
    return bound;
  }

  async close(): Promise<void> {
    this.#realTime?.stop();
    clearInterval(this.#saving);
    this.#saving = undefined;
    for (const session of this.sessions.all) session.end('gateway-stops');
    for (const socket of this.#sockets) socket.destroySoon();
    this.save();
    if (!this.#server.listening) return;
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** For good: the file of its state is let go of too. */
  async shutDown(): Promise<void> {
    if (this.#isOver) return;
    await this.close();
    this.#isOver = true;
    this.#options.state?.file.close();
  }

  /** What clients are told of is saved by itself; this is for what was changed over another road, and for the rest. */
  save(): void {
    if (!this.#isOver) this.#keeper?.save();
  }

  /** Virtual seconds for each real one, from now on. */
  setSpeed(speed: number): void {
    this.#realTime?.setSpeed(speed);
  }

  /** Cash as on the first day, no positions, no orders: those that work are cancelled, and everybody is told. */
  resetAccounts(names: readonly string[] = this.accounts.ids): void {
    for (const account of names) {
      this.orders.forget(account);
      this.accounts.reset(account);
      this.#log.write('account-reset', { account });
    }
    this.books.tellChanges();
  }

  #settled(settled: readonly Settled[]): void {
    for (const each of settled) {
      const name = this.world.universe.byConId(each.conId)?.details.contract.localSymbol ?? '';
      const { time, account, kind, conId, amount, currency } = each;
      const facts = { time, account, kind, conId, amount, currency };
      this.#log.write('settled', { ...facts, text: settlementText(each, name) });
    }
    this.books.tellChanges();
  }

  /** There is no message for it: TWS says such things in a window of its own. */
  #warn(account: string, text: string): void {
    this.#log.write('margin-warning', { account, text });
    for (const session of this.sessions.all) session.fail(-1, twsErrors.orderNotice(`Warning: ${text}`));
  }

  #keeperOf({ file, onLost }: KeptState): StateKeeper {
    const { seed, alwaysOpen } = this.#options.settings;
    return new StateKeeper({
      file,
      state: () => ({
        ...{ seed, alwaysOpen, time: this.world.now(), scenarios: this.world.scenarios },
        ...{ accounts: this.accounts.showState(), orders: this.orders.showState() },
      }),
      revision: () =>
        this.accounts.ids.reduce((sum, id) => sum + this.accounts.revision(id), 0) +
        this.orders.revision +
        this.world.scenarios.length,
      onLost: (why) => {
        this.#log.write('state-lost', { why: why.message });
        for (const session of this.sessions.all) session.drop('state-lost');
        void this.close();
        onLost(why);
      },
    });
  }

  /** From the moment it stopped at to the present: as after a sleep, days begin and orders expire, and nobody trades. */
  #goOn(found: GatewayState): void {
    const { startTime, settings } = this.#options;
    this.world.clock.jumpTo(startTime);
    const { scenario } = settings;
    const inForce = found.scenarios.at(-1)?.scenario ?? 'normal';
    if (scenario !== undefined && scenario !== inForce)
      this.world.addScenario({ at: this.world.now(), scenario });
    this.#log.write('state-found', { stoppedAt: found.time, now: this.world.now() });
  }

  /** Nothing more comes: whoever waits for a tick should know. */
  #replayEnds(symbol: string): void {
    this.#log.write('replay-ended', { symbol });
    const error = twsErrors.marketFarmBroken(`replay of ${symbol}, whose bars have all been played`);
    for (const session of this.sessions.all) session.fail(-1, error);
  }

  #admit(socket: Socket): boolean {
    const isLocal = socket.remoteAddress === HOST;
    if (isLocal && !this.faults.admits()) {
      this.#log.write('connection-refused', { why: 'fault' });
      socket.on('error', () => undefined);
      socket.destroy();
      return false;
    }
    if (isLocal && this.#sockets.size < SESSION_COUNT_MAX) {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      return true;
    }
    const why = isLocal ? `${SESSION_COUNT_MAX} sessions are open` : 'not from this machine';
    this.#log.write('connection-refused', { why, from: socket.remoteAddress });
    socket.on('error', () => undefined);
    socket.destroy();
    return false;
  }
}

function restored<T>(result: Result<T, string | { readonly message: string }>): T {
  if (result.ok) return result.value;
  throw new Error(typeof result.error === 'string' ? result.error : result.error.message);
}

/** Where numbering from 2026 on begins: permIds are int32. */
const RUN_EPOCH_S = Date.UTC(2026, 0, 1) / 1_000;
const PERM_IDS_PER_SECOND = 8;
/** Then they begin anew. */
const RUN_SECONDS = 200_000_000;

/** What must not come twice though a gateway that kept nothing starts again: clients know orders and executions by it. */
function numbersOfRun(
  seed: number,
  startTime: number,
): { readonly seed: number; readonly firstPermId: number } {
  const second = Math.floor(startTime / 1_000);
  // A replay may begin long before.
  const sinceEpoch = (second - RUN_EPOCH_S) % RUN_SECONDS;
  const runSecond = sinceEpoch < 0 ? sinceEpoch + RUN_SECONDS : sinceEpoch;
  return {
    seed: (seed % 100_000) * 10_000_000_000 + second,
    firstPermId: 1 + runSecond * PERM_IDS_PER_SECOND,
  };
}
