import { assert } from '#shared/kernel/assert.ts';
import { FrameDecoder } from '#shared/tws-protocol/frame-decoder.ts';
import { decodeMessage, encodeMessage, type GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import type { TwsError } from '#shared/tws-protocol/tws-errors.ts';
import { Universe } from '#shared/simulation/universe/universe.ts';
import type { AccountValue } from '#shared/simulation/accounts/account-report.ts';
import type { ClientSession } from '../../server/client-session.ts';
import { OPEN_TIME } from '../../testing/test-gateway.ts';
import { VirtualClock } from '../../world/virtual-clock.ts';
import type { AccountBooks, PortfolioItem, PositionProfitAndLoss, ProfitAndLoss } from '../account-books.ts';

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
  readonly #lines = new Map<string, AccountValue[]>();
  readonly #held = new Map<string, PortfolioItem[]>();
  readonly #heard: GatewayMessage[] = [];
  readonly #closing: (() => void)[] = [];
  readonly #losing: (() => void)[] = [];

  constructor(names: readonly string[] = ['DU1000001', 'DU1000002']) {
    const send = (message: GatewayMessage) => void this.#heard.push(throughTheWire(message));
    const fail = (id: number, error: TwsError) =>
      send({ kind: 'errorMessage', id, ...error, advancedOrderRejectJson: '' });
    const onClose = (run: () => void) => void this.#closing.push(run);
    // What account streams use of a session, and no more.
    const onDataLost = (run: () => void) => void this.#losing.push(run);
    this.session = { send, fail, onClose, onDataLost } as unknown as ClientSession;
    this.books = {
      names,
      values: (account) => this.#lines.get(account) ?? [],
      summary: (account, tags) =>
        this.books.values(account).filter(({ key, currency }) => {
          const ledger = currency === '' ? '$LEDGER' : '$LEDGER:ALL';
          return tags.includes(key) || tags.includes(ledger);
        }),
      positions: (account) => this.books.portfolio(account).filter(({ quantity }) => quantity !== 0),
      portfolio: (account) => this.#held.get(account) ?? [],
      pnl: () => this.pnl,
      positionPnl: (account, conId) => this.#positionPnl(account, conId),
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
    this.#held.set(account, [{ contract: AAPL, quantity, ...money, realizedPnl: 0 }]);
    this.change(account);
  }

  /** The day is over: what was closed on it is listed no longer. */
  forgetClosed(account: string): void {
    this.#held.set(account, [...this.books.positions(account)] as PortfolioItem[]);
  }

  /** An account's lines from now on, `key currency value` each; `-` is no currency. Nobody is told. */
  write(account: string, ...lines: string[]): void {
    const written = lines.map((line) => {
      const [key = '', currency = '', value = ''] = line.split(' ');
      return { key, currency: currency === '-' ? '' : currency, value };
    });
    this.#lines.set(account, written);
  }

  #positionPnl(account: string, conId: number): PositionProfitAndLoss {
    const held = this.#held.get(account)?.find(({ contract }) => contract.conId === conId);
    const { quantity = 0, marketValue: value, unrealizedPnl: unrealized, realizedPnl: realized } = held ?? {};
    return { quantity, value, daily: unrealized, unrealized, realized };
  }

  /** Something was booked, whatever it was. */
  change(account: string): void {
    for (const listener of this.listeners) listener(account);
  }

  /** 1101 */
  loseData(): void {
    for (const run of this.#losing) run();
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
