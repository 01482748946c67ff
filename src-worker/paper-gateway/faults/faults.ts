import { assertNever } from '#shared/kernel/assert.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { noiseUniform, streamKey, type StreamKey } from '#shared/kernel/rng.ts';
import { marketDataMessages } from '#shared/tws-protocol/messages/market-data-messages.ts';
import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import type { ClientRequest } from '#shared/tws-protocol/requests/requests.ts';
import { twsErrors, type TwsError } from '#shared/tws-protocol/tws-errors.ts';
import type { ClientSession } from '../server/client-session.ts';
import type { Sessions } from '../server/sessions.ts';
import type { VirtualClock } from '../world/virtual-clock.ts';
import { parseFaults, type FaultRule } from './fault-text.ts';
import { shapeOf, type FaultName } from './known-faults.ts';
import { alter } from './message-faults.ts';
import { OrderNumbers } from './order-numbers.ts';

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
const FARMS = ['cashfarm', 'usfuture', 'usfarm'];

/**
 * What goes wrong on purpose. Rules come as text and hold until others replace them. It stands at three gates: who connects,
 * which order arrives, which message leaves; the desk and the streams know nothing of it. The same seed, rules and traffic
 * give the same faults.
 */
export class Faults {
  readonly #clock: VirtualClock;
  readonly #sessions: Sessions;
  readonly #seed: number;
  #rules: ActiveRule[] = [];
  #setAt = 0;
  #text = '';
  #orderCount = 0;
  readonly #orders = new OrderNumbers();
  #timers: (() => void)[] = [];
  readonly #until = new Map<FaultName, number>();
  readonly #cut = new WeakSet<ClientSession>();
  readonly #silentUntil = new WeakMap<ClientSession, number>();

  constructor(clock: VirtualClock, sessions: Sessions, seed: number) {
    this.#clock = clock;
    this.#sessions = sessions;
    this.#seed = seed;
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
    this.#orders.clear();
    this.#rules = rules.value.map((rule, index) => ({
      ...{ rule, key: streamKey(this.#seed, 'faults', index), chances: 0, count: 0 },
    }));
    const moments = this.#rules.filter(({ rule }) => shapeOf(rule.name).scope === 'moment');
    this.#timers = moments.flatMap((active) => {
      const { trigger } = active.rule;
      if (trigger.kind !== 'always' && trigger.kind !== 'time') return [];
      const at = this.#setAt + (trigger.kind === 'time' ? trigger.afterMs : 0);
      return [this.#clock.at(at, () => this.#happen(active, this.#sessions.all))];
    });
    return ok(null);
  }

  /** @returns false: the door is shut */
  admits(): boolean {
    return !this.#lasts('refuse-connections') && !this.#lasts('restart');
  }

  /** @returns true when the request has been dealt with and must go no further */
  takes(request: ClientRequest, session: ClientSession): boolean {
    if (this.#isSilent(session)) return true;
    if (request.kind === 'startApi' && this.#lasts('client-id-in-use')) {
      session.fail(-1, twsErrors.clientIdTaken());
      session.end('fault: client-id-in-use');
      return true;
    }
    if (request.kind !== 'placeOrder') return false;
    const number = ++this.#orderCount;
    this.#orders.add(session.clientId!, request.orderId, number);
    for (const active of this.#rules) {
      const { scope } = shapeOf(active.rule.name);
      const isNow = scope === 'moment' && active.rule.trigger.kind !== 'time';
      if (scope === 'order' ? !this.#strikes(active, number) : !(isNow && this.#isAtOrder(active, number))) {
        continue;
      }
      if (scope === 'moment') this.#happen(active, [session]);
      else {
        if (active.rule.name === 'reject') session.fail(request.orderId, REJECTIONS[active.rule.value]!());
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

  /** Passes the message on as it is, altered, later, more than once or never. */
  leaves(message: GatewayMessage, session: ClientSession, pass: (message: GatewayMessage) => void): void {
    if (this.#isSilent(session)) return;
    if (this.#cut.has(session)) {
      this.#cut.delete(session);
      session.sendHalf(message);
      return;
    }
    if (this.#lasts('1100') && isData(message)) return;
    const number = this.#orders.of(message, session.clientId);
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
          if (session.hold(this.#clock, value, () => pass(message))) return;
          break;
        case 'strange-before':
          session.sendUnknown();
          break;
        default:
          return assertNever(change);
      }
    }
    pass(message);
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

  #happen(active: ActiveRule, sessions: readonly ClientSession[]): void {
    const { name, lastsMs, isDataLost } = active.rule;
    active.count++;
    const until = this.#clock.now() + lastsMs;
    if (name === 'drop-connection') {
      for (const session of sessions) {
        // At an order its own answer is cut; at a time whatever comes to mind.
        if (active.rule.trigger.kind === 'order' || active.rule.trigger.kind === 'everyOrders')
          this.#cut.add(session);
        else session.sendHalf({ kind: 'currentTime', time: Math.floor(this.#clock.now() / 1_000) });
      }
    } else if (name === 'stop-answering') {
      for (const session of sessions) this.#silentUntil.set(session, until);
    } else {
      this.#until.set(name, until);
      if (name === 'restart') for (const session of this.#sessions.all) session.end('fault: restart');
      if (name === '1100') {
        this.#tellAll([twsErrors.connectionLost(), ...FARMS.map(twsErrors.marketFarmBroken)]);
        this.#clock.at(until, () => this.#restore(until, isDataLost));
      }
    }
  }

  #restore(until: number, isDataLost: boolean): void {
    // Another outage may have begun meanwhile.
    if (this.#until.get('1100') !== until) return;
    if (isDataLost) for (const session of this.#sessions.all) session.loseData();
    const farms = [...FARMS, 'ushmds', 'secdefnj'].join('; ');
    const back = isDataLost ? twsErrors.connectionBackDataLost() : twsErrors.connectionBackDataKept(farms);
    this.#tellAll([back, ...FARMS.map(twsErrors.marketFarmOk)]);
  }

  #tellAll(errors: readonly TwsError[]): void {
    for (const session of this.#sessions.all) for (const error of errors) session.fail(-1, error);
  }
}

const DATA_KINDS = new Set(Object.keys(marketDataMessages));

function isData({ kind }: GatewayMessage): boolean {
  return DATA_KINDS.has(kind) || kind === 'historicalDataUpdate';
}
