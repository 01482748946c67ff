import { assert } from '#shared/kernel/assert.ts';
import { FrameDecoder } from '#shared/tws-protocol/frame-decoder.ts';
import { decodeMessage, encodeMessage, type GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import type { TwsError } from '#shared/tws-protocol/tws-errors.ts';
import { Universe } from '#shared/simulation/universe/universe.ts';
import type { ClientSession } from '../../server/client-session.ts';
import { OPEN_TIME } from '../../testing/test-gateway.ts';
import { VirtualClock } from '../../world/virtual-clock.ts';
import type { AccountBooks, HeldPosition, ProfitAndLoss } from '../account-books.ts';

const VERSION = 193;
const NO_FIGURES: ProfitAndLoss = { daily: undefined, unrealized: undefined, realized: undefined };

export const universe = new Universe({ alwaysOpen: false, priceOf: () => 100 });
const apple = universe.lasting.find(({ details }) => details.contract.symbol === 'AAPL');
assert(apple !== undefined, 'AAPL is one of the contracts');
export const AAPL = apple.details.contract;

/** Books that hold what a test says, and a session that keeps what it is told, through the wire's own encoding. */
export class AccountBench {
  readonly clock = new VirtualClock(OPEN_TIME);
  readonly universe = universe;
  readonly session: ClientSession;
  readonly books: AccountBooks;
  readonly listeners = new Set<(account: string) => void>();
  pnl: ProfitAndLoss = NO_FIGURES;
  readonly #held = new Map<string, HeldPosition[]>();
  readonly #heard: GatewayMessage[] = [];
  readonly #closing: (() => void)[] = [];

  constructor(names: readonly string[] = ['DU1000001', 'DU1000002']) {
    const send = (message: GatewayMessage) => void this.#heard.push(throughTheWire(message));
    const fail = (id: number, error: TwsError) =>
      send({ kind: 'errorMessage', id, ...error, advancedOrderRejectJson: '' });
    const onClose = (run: () => void) => void this.#closing.push(run);
    // What account streams use of a session, and no more.
    const onDataLost = () => undefined;
    this.session = { send, fail, onClose, onDataLost } as unknown as ClientSession;
    this.books = {
      names,
      values: () => [],
      positions: (account) => this.#held.get(account) ?? [],
      pnl: () => this.pnl,
      onChange: (listener) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
      },
    };
  }

  /** An account has so many AAPL from now on, bought at 100. */
  hold(account: string, quantity: number, marketPrice = 100): void {
    const unrealizedPnl = (marketPrice - 100) * quantity;
    const money = { averageCost: 100, marketPrice, marketValue: marketPrice * quantity, unrealizedPnl };
    const held = { contract: AAPL, quantity, ...money, dailyPnl: unrealizedPnl, realizedPnl: 0 };
    this.#held.set(account, quantity === 0 ? [] : [held]);
    for (const listener of this.listeners) listener(account);
  }

  leave(): void {
    for (const run of this.#closing) run();
  }

  /** What the session has been told since the last time. */
  news(): GatewayMessage[] {
    return this.#heard.splice(0);
  }

  errors(): (readonly [id: number, code: number])[] {
    return this.news().flatMap((each) =>
      each.kind === 'errorMessage' ? [[each.id, each.code] as const] : [],
    );
  }
}

function throughTheWire(message: GatewayMessage): GatewayMessage {
  const { payloads } = new FrameDecoder({ payloadBytesMax: 1_000_000 }).feed(encodeMessage(message, VERSION));
  const decoded = decodeMessage(payloads[0]!, VERSION);
  if (!decoded.ok) throw new Error(decoded.error.why);
  return decoded.value;
}
