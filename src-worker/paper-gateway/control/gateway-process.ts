import { SUPERVISION_WIRE } from '#shared/ipc/codec.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import {
  paperGatewayRequests,
  paperGatewayStreamKeys,
  paperGatewayStreams,
} from '#shared/ipc/paper-gateway.ts';
import type { Port } from '#shared/ipc/port.ts';
import { createPublisher } from '#shared/ipc/publisher.ts';
import { serve, type Handlers, type Server } from '#shared/ipc/server.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { fromMicros } from '#shared/model/money.ts';
import type { GatewayAccountStatus, GatewayStart, GatewayStatus } from '#shared/model/paper-gateway.ts';
import { MAX_SCENARIO_ENTRIES } from '#shared/simulation/market/scenario.ts';
import type { Replay } from '#shared/simulation/replay/open-replay.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { faultNames, formOf, shapeOf } from '../faults/known-faults.ts';
import type { PaperGateway } from '../gateway.ts';
import type { GatewayLog } from '../log.ts';
import type { ClientSession } from '../server/client-session.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import type { OpenedGateway } from '../state/open-gateway.ts';
import { openOrSetAside } from '../state/set-aside.ts';
import { listenInReach } from './port-in-reach.ts';
import { Rates } from './rates.ts';
import { RecentEvents } from './recent-events.ts';

export interface GatewayProcessOptions {
  readonly start: GatewayStart;
  /** Unix ms at which virtual time begins. */
  readonly startTime: number;
  /** Real milliseconds that only go forward. */
  readonly monotonicMs: () => number;
  readonly timers: Timers;
  readonly log: Logger;
  /** What `start.replay` names, read and ready. */
  readonly replay?: Replay | undefined;
  /** The state could not be saved: nobody is served any more, and the process should end. */
  readonly onStateLost: (why: ServiceFailure) => void;
}

const STATUS_EVERY_MS = 1_000;

/** Code, where there is a state that cannot be used and cannot be set aside: that of `openPaperGateway`. */
export function openGatewayProcess(options: GatewayProcessOptions): Result<GatewayProcess, ServiceFailure> {
  const { start, monotonicMs, log, replay, onStateLost } = options;
  const { seed, alwaysOpen, statePath } = start;
  const startTime = replay?.startTime ?? options.startTime;
  const events = new RecentEvents();
  let now = () => startTime;
  const debug: GatewayLog = { write: (event, facts = {}) => log.debug(facts, event) };
  const opened = openOrSetAside(
    {
      settings: { ...DEFAULT_SETTINGS, ...start },
      ...{ startTime, monotonicMs, time: 'real', replay, onStateLost },
      ...{ statePath, asked: { seed, alwaysOpen }, addsAccounts: true, program: 'Tradewind' },
      log: events.tee(debug, () => now()),
    },
    new Date(options.startTime),
  );
  if (!opened.ok) return opened;
  for (const notice of opened.value.notices) log.warn({ notice }, 'the state of the paper gateway');
  const { world } = opened.value.gateway;
  now = () => world.now();
  return ok(new GatewayProcess(options, opened.value, events));
}

/** The paper gateway as a process of the app, without Electron around it: it listens at once and obeys whoever brings a port. */
export class GatewayProcess {
  readonly #options: GatewayProcessOptions;
  readonly #gateway: PaperGateway;
  readonly #notices: readonly string[];
  readonly #publisher = createPublisher<typeof paperGatewayStreams>([]);
  readonly #rates = new Rates();
  readonly #events: RecentEvents;
  /** When each session was first seen, real ms. */
  readonly #came = new WeakMap<ClientSession, number>();
  readonly #bornMs: number;
  readonly #opened: Promise<Result<number, ServiceFailure>>;
  #port: number | null = null;
  #speed: number;
  #stopTicking: () => void = () => undefined;

  constructor(options: GatewayProcessOptions, { gateway, notices }: OpenedGateway, events: RecentEvents) {
    this.#options = options;
    this.#speed = options.start.speed;
    this.#bornMs = options.monotonicMs();
    this.#gateway = gateway;
    this.#notices = notices;
    this.#events = events;
    this.#opened = this.#begin();
    this.#scheduleTick();
  }

  /** For main: readiness, heartbeat, commands, status. */
  serveControl(port: Port): void {
    const { timers, log } = this.#options;
    const server: Server<typeof paperGatewayStreams> = serve({
      ...{ port, timers, log, wire: SUPERVISION_WIRE, handlers: this.#handlers() },
      ...{ requests: paperGatewayRequests, streams: paperGatewayStreams, streamKeys: paperGatewayStreamKeys },
      onSubscribe: () => server.push('gateway.status', this.status()),
    });
    this.#publisher.attach(server);
  }

  status(): GatewayStatus {
    const { world, sessions, faults, serverVersion } = this.#gateway;
    const { seed, alwaysOpen, replay, lines, hasPacing, commissionPlan, submitMs, cancelMs } =
      this.#options.start;
    const nowMs = this.#options.monotonicMs();
    const rows = sessions.all.map((session) => ({
      number: session.number,
      clientId: session.clientId!, // it is among the sessions because it has one
      serverVersion: session.serverVersion,
      connectedMs: nowMs - this.#cameAt(session, nowMs),
      receivedCount: session.receivedMessageCount,
      receivedPerSecond: this.#rates.of(session).received,
      sentCount: session.sentMessageCount,
      sentPerSecond: this.#rates.of(session).sent,
    }));
    return {
      ...{ port: this.#port, serverVersion, seed, speed: this.#speed, alwaysOpen },
      scenario: world.scenarios.at(-1)?.scenario ?? 'normal',
      ...{ virtualTime: world.now(), uptimeMs: nowMs - this.#bornMs },
      ...{ lines, hasPacing, commissionPlan, submitMs, cancelMs },
      ...{ accounts: this.#accounts(), replay: replay?.series ?? null, sessions: rows },
      ...{ faultText: faults.text, faults: [...faults.active], events: [...this.#events.all] },
      notices: [...this.#notices],
      receivedPerSecond: rows.reduce((sum, row) => sum + row.receivedPerSecond, 0),
      sentPerSecond: rows.reduce((sum, row) => sum + row.sentPerSecond, 0),
    };
  }

  #accounts(): GatewayAccountStatus[] {
    const { accounts, orders } = this.#gateway;
    return accounts.ids.map((name) => {
      const { netLiquidation, totalCash, excessLiquidity } = accounts.figures(name);
      return {
        ...{ name, netLiquidation: fromMicros(netLiquidation), cash: fromMicros(totalCash) },
        dailyPnl: fromMicros(accounts.pnl(name).daily),
        positionCount: accounts.positions(name).length,
        orderCount: orders.tickets.live.filter(({ account }) => account === name).length,
        isBelowMargin: excessLiquidity < 0,
      };
    });
  }

  #cameAt(session: ClientSession, nowMs: number): number {
    const known = this.#came.get(session);
    if (known === undefined) this.#came.set(session, nowMs);
    return known ?? nowMs;
  }

  async close(): Promise<void> {
    this.#stopTicking();
    this.#port = null;
    await this.#gateway.shutDown();
  }

  async #begin(): Promise<Result<number, ServiceFailure>> {
    const faultsSet = this.#setFaults(this.#options.start.faults);
    return faultsSet.ok ? this.#listen() : faultsSet;
  }

  async #listen(): Promise<Result<number, ServiceFailure>> {
    const listening = await listenInReach(this.#options.start.port, (port) => this.#gateway.listen(port));
    if (listening.ok) this.#port = listening.value;
    return listening;
  }

  #setFaults(text: string): Result<null, ServiceFailure> {
    const set = this.#gateway.faults.set(text);
    if (set.ok) return set;
    return err(
      failure('bad-faults', `The faults cannot be read: ${set.error}.`, 'The faults that were set stay.'),
    );
  }

  #handlers(): Handlers<typeof paperGatewayRequests> {
    const { world, faults, serverVersion } = this.#gateway;
    return {
      'supervision.ready': async () => {
        const opened = await this.#opened;
        return opened.ok ? ok({ port: opened.value, serverVersion }) : opened;
      },
      'supervision.ping': () => ok({}),
      'supervision.close': async () => {
        await this.close();
        return ok({});
      },
      'gateway.status': () => ok(this.status()),
      'gateway.start': async () => {
        await this.#opened;
        if (this.#port !== null) return ok({ port: this.#port });
        const opened = await this.#listen();
        return opened.ok ? ok({ port: opened.value }) : opened;
      },
      'gateway.stop': async () => {
        this.#port = null;
        await this.#gateway.close();
        this.#tell();
        return ok({});
      },
      'gateway.setSpeed': ({ speed }) => {
        this.#speed = speed;
        this.#gateway.setSpeed(speed);
        this.#tell();
        return ok({});
      },
      'gateway.setScenario': ({ scenario }) => {
        if (world.scenarios.length >= MAX_SCENARIO_ENTRIES) return err(tooManyScenarios());
        world.addScenario({ at: world.now(), scenario });
        this.#gateway.save();
        this.#tell();
        return ok({});
      },
      'gateway.setFaults': ({ text }) => {
        const set = this.#setFaults(text);
        if (!set.ok) return set;
        this.#tell();
        return ok({ faults: [...faults.active] });
      },
      'gateway.knownFaults': () =>
        ok({
          faults: faultNames.map((name) => ({ name, form: formOf(name), summary: shapeOf(name).summary })),
        }),
      'gateway.resetAccounts': ({ accounts: names }) => {
        const { accounts } = this.#gateway;
        const unknown = names?.find((name) => !accounts.has(name));
        if (unknown !== undefined)
          return err(failure('unknown-account', `The paper gateway has no account ${unknown}.`));
        this.#gateway.resetAccounts(names ?? undefined);
        this.#gateway.save();
        this.#tell();
        return ok({});
      },
    };
  }

  #scheduleTick(): void {
    this.#stopTicking = this.#options.timers.schedule(STATUS_EVERY_MS, () => {
      this.#rates.tick(this.#gateway.sessions.all);
      this.#tell();
      this.#scheduleTick();
    });
  }

  #tell(): void {
    this.#publisher.publish('gateway.status', this.status());
  }
}

function tooManyScenarios(): ServiceFailure {
  return failure(
    'too-many-scenarios',
    `The scenario has been changed ${MAX_SCENARIO_ENTRIES} times, and every change is kept: the past is made from them.`,
    'Stop the paper gateway and start it again.',
  );
}
