import { assert, assertNever } from '#shared/kernel/assert.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { noiseUniform, streamKey, type StreamKey } from '#shared/kernel/rng.ts';
import { marketDataMessages } from '#shared/tws-protocol/messages/market-data-messages.ts';
import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import type { ClientRequest, RequestOfKind } from '#shared/tws-protocol/requests/requests.ts';
import { twsErrors, type TwsError } from '#shared/tws-protocol/tws-errors.ts';
import type { GatewayOrders } from '../orders/gateway-orders.ts';
import type { ClientSession, SendingFaults } from '../server/client-session.ts';
import type { Sessions } from '../server/sessions.ts';
import type { VirtualClock } from '../world/virtual-clock.ts';
import { parseFaults, type FaultRule } from './fault-text.ts';
import { shapeOf, type FaultName } from './known-faults.ts';
import { alter } from './message-faults.ts';
import { OrderNumbers } from './order-numbers.ts';
import { OUTAGES_OF_DATA, outageOf } from './outages.ts';
import { Reordered } from './reordered.ts';
import { actByHand, confirmFalsely, type ArrivedOrder, type UserDeed } from './tws-user.ts';

/** What faults act on that do not happen to sessions or messages. */
export interface FaultTargets {
  readonly world: { shownSizeMax: number };
  readonly orders: GatewayOrders;
}

interface ActiveRule {
  readonly rule: FaultRule;
  readonly key: StreamKey;
  /** How often it could have happened, and how often it has. */
  chances: number;
  count: number;
}

const REJECTIONS: Readonly<Record<number, () => TwsError>> = {
  201: () => twsErrors.orderRejected('The gateway was told to reject this order.'),
  110: twsErrors.priceOffTick,
  10243: twsErrors.fractionalNotViaApi,
};
const HISTORY_REQUESTS: ReadonlySet<ClientRequest['kind']> = new Set([
  ...(['reqHistoricalData', 'reqHistoricalTicks', 'reqHeadTimestamp', 'reqHistogramData'] as const),
]);

/**
 * Injects faults by rules, which come as text and hold until others replace them. It is asked at three points: when a client
 * connects, when a request arrives, when a message leaves; and it can act as TWS's user would. Orders and streams know
 * nothing of it. The same seed, rules and traffic give the same faults.
 */
export class Faults implements SendingFaults {
  readonly #clock: VirtualClock;
  readonly #sessions: Sessions;
  readonly #seed: number;
  #rules: ActiveRule[] = [];
  #setAt = 0;
  #text = '';
  #orderCount = 0;
  readonly #orderNumbers = new OrderNumbers();
  #timers: (() => void)[] = [];
  readonly #until = new Map<FaultName, number>();
  readonly #cut = new WeakSet<ClientSession>();
  readonly #silentUntil = new WeakMap<ClientSession, number>();
  readonly #reordered: Reordered;
  #targets: FaultTargets | undefined;
  #gatherMs = 0;

  constructor(clock: VirtualClock, sessions: Sessions, seed: number) {
    this.#clock = clock;
    this.#reordered = new Reordered(clock);
    this.#sessions = sessions;
    this.#seed = seed;
  }

  /** Once, before any rule strikes. */
  actOn(targets: FaultTargets): void {
    this.#targets = targets;
  }

  get text(): string {
    return this.#text;
  }

  get active(): readonly { readonly text: string; readonly line: number; readonly count: number }[] {
    return this.#rules.map(({ rule: { text, line }, count }) => ({ text, line, count }));
  }

  /** In place of all there were; what is under way (an outage, a silence) still ends when it said. @returns what is wrong with the text */
  set(text: string): Result<null, string> {
    const rules = parseFaults(text);
    if (!rules.ok) return rules;
    for (const cancel of this.#timers) cancel();
    this.#text = text;
    this.#setAt = this.#clock.now();
    this.#orderCount = 0;
    this.#orderNumbers.clear();
    this.#rules = rules.value.map((rule, index) => ({
      ...{ rule, key: streamKey(this.#seed, 'faults', index), chances: 0, count: 0 },
    }));
    this.#timers = this.#rules.flatMap((active) => {
      const { trigger, name } = active.rule;
      const isTimed = trigger.kind === 'always' || trigger.kind === 'time';
      const { scope } = shapeOf(name);
      if (!isTimed || (scope !== 'moment' && scope !== 'user')) return [];
      const at = this.#setAt + (trigger.kind === 'time' ? trigger.afterMs : 0);
      return [this.#clock.at(at, () => this.#happen(active, this.#sessions.all, undefined))];
    });
    return ok(null);
  }

  /** @returns false: the door is shut */
  admits(): boolean {
    return !this.#lasts('refuse-connections') && !this.#lasts('restart');
  }

  /** Whether every byte goes out by itself. */
  get splits(): boolean {
    return this.#lasts('split-frames');
  }

  /** @returns true when what a session has to send goes out later, in one piece */
  gathers(session: ClientSession, flush: () => void): boolean {
    return this.#lasts('merge-frames') && session.hold(this.#clock, this.#gatherMs, flush);
  }

  /** @returns true when the request has been dealt with and must go no further */
  takes(request: ClientRequest, session: ClientSession): boolean {
    if (this.#isSilent(session)) return true;
    if (request.kind === 'startApi' && this.#lasts('client-id-in-use')) {
      session.fail(-1, twsErrors.clientIdTaken());
      session.end('fault: client-id-in-use');
      return true;
    }
    if (this.#lasts('2105') && HISTORY_REQUESTS.has(request.kind) && 'reqId' in request) {
      session.fail(request.reqId, twsErrors.historyFailed('HMDS server disconnect occurred.'));
      return true;
    }
    if (request.kind === 'cancelOrder') return this.#takesCancel(request.orderId, session);
    return request.kind === 'placeOrder' && this.#takesOrder(request, session);
  }

  #takesOrder({ orderId, contract }: RequestOfKind<'placeOrder'>, session: ClientSession): boolean {
    const clientId = session.clientId!;
    const number = ++this.#orderCount;
    this.#orderNumbers.add(clientId, orderId, number);
    for (const active of this.#rules) {
      const { name, value, trigger } = active.rule;
      const isTimed = trigger.kind === 'always' || trigger.kind === 'time';
      switch (shapeOf(name).scope) {
        case 'message':
        case 'cancel':
          break;
        case 'moment':
          if (trigger.kind !== 'time' && this.#isAtOrder(active, number))
            this.#happen(active, [session], undefined);
          break;
        case 'user': {
          if (isTimed || !this.#strikes(active, number)) break;
          // Once the order is there.
          const at = { clientId, orderId, contract };
          this.#clock.at(this.#clock.now() + 1, () => this.#happen(active, [session], at));
          break;
        }
        case 'order':
          if (!this.#strikes(active, number)) break;
          if (name === 'reject') session.fail(orderId, REJECTIONS[value]!());
          else {
            session.fail(-1, twsErrors.messageRateExceeded());
            session.end('fault: overload');
          }
          return true;
      }
      if (session.isClosed || this.#isSilent(session)) return true;
    }
    return false;
  }

  #takesCancel(orderId: number, session: ClientSession): boolean {
    const number = this.#orderNumbers.numberOf(session.clientId!, orderId);
    for (const active of this.#rules) {
      const { name, value } = active.rule;
      if (shapeOf(name).scope !== 'cancel' || !this.#strikes(active, number)) continue;
      const tellTruth = confirmFalsely(this.#orders, orderId, session);
      if (tellTruth === undefined) continue;
      this.#clock.at(this.#clock.now() + value, tellTruth);
      return true;
    }
    return false;
  }

  /** Passes the message on as it is, altered, later, more than once or never. */
  leaves(message: GatewayMessage, session: ClientSession, pass: (message: GatewayMessage) => void): void {
    if (this.#isSilent(session)) return;
    if (this.#cut.has(session)) {
      this.#cut.delete(session);
      session.sendHalf(message);
      return;
    }
    if (isData(message) && OUTAGES_OF_DATA.some((name) => this.#lasts(name))) return;
    const number = this.#orderNumbers.of(message, session.clientId);
    const send = () => {
      pass(message);
      this.#reordered.passed(session, message);
    };
    for (const active of this.#rules) {
      const { name, value } = active.rule;
      if (shapeOf(name).scope !== 'message') continue;
      const change = alter(name, message);
      if (change === undefined || !this.#strikes(active, number)) continue;
      switch (change) {
        case 'never':
          return;
        case 'twice':
          pass(message);
          break;
        case 'later':
          if (session.hold(this.#clock, value, send)) return;
          break;
        case 'strange-before':
          session.sendUnknown();
          break;
        case 'after-next':
          if (this.#reordered.hold(session, 'next', () => pass(message))) return;
          break;
        case 'after-cost':
          if (message.kind === 'execDetails')
            if (this.#reordered.hold(session, message.execId, () => pass(message))) return;
          break;
        default:
          return assertNever(change);
      }
    }
    send();
  }

  get #orders(): GatewayOrders {
    assert(this.#targets !== undefined, 'faults have something to act on');
    return this.#targets.orders;
  }

  #lasts(name: FaultName): boolean {
    return this.#clock.now() < (this.#until.get(name) ?? -Infinity);
  }

  #isSilent(session: ClientSession): boolean {
    return this.#clock.now() < (this.#silentUntil.get(session) ?? -Infinity);
  }

  #isAtOrder({ rule: { trigger } }: ActiveRule, number: number): boolean {
    if (trigger.kind === 'order') return number === trigger.number;
    return trigger.kind === 'everyOrders' && number % trigger.count === 0;
  }

  #strikes(active: ActiveRule, number: number | undefined): boolean {
    const { trigger, lastsMs } = active.rule;
    const begin = this.#setAt + (trigger.kind === 'time' ? trigger.afterMs : 0);
    const now = this.#clock.now();
    if (now < begin || now >= begin + lastsMs) return false;
    let isHit: boolean;
    if (trigger.kind === 'share') isHit = noiseUniform(active.key, active.chances++, 0) < trigger.share;
    else if (trigger.kind === 'always' || trigger.kind === 'time') isHit = true;
    else isHit = number !== undefined && this.#isAtOrder(active, number);
    if (isHit) active.count++;
    return isHit;
  }

  #happen(active: ActiveRule, sessions: readonly ClientSession[], at: ArrivedOrder | undefined): void {
    const { name, lastsMs, isDataLost, trigger, value } = active.rule;
    const now = this.#clock.now();
    if (shapeOf(name).scope === 'user') {
      // At an order it has been counted when the order came.
      if (at === undefined) active.count++;
      actByHand(name as UserDeed, this.#orders, at);
      return;
    }
    active.count++;
    const until = now + lastsMs;
    const outage = outageOf(name, isDataLost);
    if (name === 'drop-connection') {
      for (const session of sessions) {
        // At an order its own answer is cut; at a time whatever comes to mind.
        if (trigger.kind === 'order' || trigger.kind === 'everyOrders') this.#cut.add(session);
        else session.sendHalf({ kind: 'currentTime', time: Math.floor(now / 1_000) });
      }
    } else if (name === 'stop-answering') {
      for (const session of sessions) this.#silentUntil.set(session, until);
    } else if (name === 'ids-back') {
      this.#orders.tickets.freeEndedIds();
    } else if (name === 'partial-fill') {
      this.#showAtMost(value);
      this.#lastsUntil(name, until, () => this.#showAtMost(Infinity));
    } else if (outage !== undefined) {
      this.#tellAll(outage.begin);
      if (outage.end.length === 0) return;
      this.#lastsUntil(name, until, () => {
        if (isDataLost) for (const session of this.#sessions.all) session.loseData();
        this.#tellAll(outage.end);
      });
    } else {
      this.#until.set(name, until);
      if (name === 'merge-frames') this.#gatherMs = value;
      if (name === 'restart') for (const session of this.#sessions.all) session.end('fault: restart');
    }
  }

  /** Another one may begin meanwhile: then that one ends it. */
  #lastsUntil(name: FaultName, until: number, end: () => void): void {
    this.#until.set(name, until);
    this.#clock.at(until, () => {
      if (this.#until.get(name) === until) end();
    });
  }

  #showAtMost(units: number): void {
    assert(this.#targets !== undefined, 'faults have something to act on');
    this.#targets.world.shownSizeMax = units;
  }

  #tellAll(errors: readonly TwsError[]): void {
    for (const session of this.#sessions.all) for (const error of errors) session.fail(-1, error);
  }
}

const DATA_KINDS = new Set(Object.keys(marketDataMessages));

function isData({ kind }: GatewayMessage): boolean {
  return DATA_KINDS.has(kind) || kind === 'historicalDataUpdate';
}
