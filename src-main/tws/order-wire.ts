import { Encoder } from '@stoqey/ib/dist/core/io/encoder.js';
import type { OutgoingOrder } from '../ports/broker-orders.ts';
import type { Committed } from '../ports/order-journal.ts';
import { frameOf, type Token } from './frames.ts';
import { toWireContract } from './wire-contracts.ts';
import { toWireOrder } from './wire-orders.ts';

export interface OrderWireOptions {
  readonly serverVersion: number;
  /** Whole frames only, so that ours and the library's never mix. */
  readonly write: (frame: Buffer) => void;
  /** The way of `write` without a byte. */
  readonly touch: () => void;
  /** The encoder's word that this TWS is too old for an order: nothing was written. */
  readonly onRefused: (orderId: number, code: number, text: string) => void;
}

/**
 * The one place from which orders go out: what is sent for good has been journalled, which its type says. The bytes are those
 * of @stoqey/ib's own encoder, at every version. Its way from there to the socket is left out: a queue, a rate limiter with a
 * timer for every message, and three copies took longer than the socket (ADR 0010).
 */
export class OrderWire {
  readonly #encoder: Encoder;
  readonly #write: (frame: Buffer) => void;
  readonly #touch: () => void;
  /** What the encoder has made of the order at hand; empty: it has refused it. */
  readonly #made: (readonly Token[])[] = [];
  #isRehearsal = false;

  constructor({ serverVersion, write, touch, onRefused }: OrderWireOptions) {
    this.#write = write;
    this.#touch = touch;
    this.#encoder = new Encoder({
      serverVersion,
      sendMsg: (...tokens: unknown[]) => {
        this.#made.push(tokens as readonly Token[]);
      },
      emitError: (text, code, orderId) => {
        // A rehearsal bears the number of the next real order: nothing may be said of it.
        if (!this.#isRehearsal) onRefused(orderId, code, text);
      },
    });
  }

  send(order: Committed<OutgoingOrder>): void {
    const frame = this.#frame(order, false);
    if (frame !== null) this.#write(frame);
  }

  /** A question about an order: nothing will work at the broker. */
  preview(order: OutgoingOrder): void {
    const frame = this.#frame(order, true);
    if (frame !== null) this.#write(frame);
  }

  /** Makes the bytes and drops them, and goes to the socket without; tells nobody of anything. */
  rehearse(order: OutgoingOrder): void {
    this.#isRehearsal = true;
    try {
      this.#frame(order, false);
    } finally {
      this.#isRehearsal = false;
    }
    this.#touch();
  }

  /** null: refused */
  #frame(order: OutgoingOrder, isPreview: boolean): Buffer | null {
    const wire = toWireOrder(order);
    const contract = toWireContract(order.ticket.contract);
    this.#made.length = 0; // never another order's message
    this.#encoder.placeOrder(
      order.orderId,
      contract,
      isPreview ? { ...wire, whatIf: true, transmit: true } : wire,
    );
    const tokens = this.#made.pop();
    return tokens === undefined ? null : frameOf(tokens);
  }
}
