import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
} from 'cockatiel';
import { err } from '#shared/kernel/result.ts';
import type { MarketDataFault } from '#shared/model/quote.ts';
import type { Answer } from '../ports/market-data-source.ts';

const CIRCUIT_PARTS = ['contracts', 'history'] as const;
export type CircuitPart = (typeof CIRCUIT_PARTS)[number];

/** So many failures in a row, and the part is left alone. */
export const FAILURES_MAX = 5;
const OPEN_FOR_MS = 15_000;
/** What says that the servers behind TWS do not work, and not that this one question has no answer. */
const FAILURES = new Set<MarketDataFault['kind']>(['timeout', 'other']);

/** The farms behind TWS each have a circuit of their own: while history is broken, contracts are still looked up. */
export class Circuits {
  readonly #circuits = new Map(
    CIRCUIT_PARTS.map((part) => [
      part,
      circuitBreaker(
        handleWhenResult((answer) => {
          const asked = answer as Answer<unknown>;
          return !asked.ok && FAILURES.has(asked.error.kind);
        }),
        { halfOpenAfter: OPEN_FOR_MS, breaker: new ConsecutiveBreaker(FAILURES_MAX) },
      ),
    ]),
  );

  /** Asks, unless the part has failed too often of late: then `circuit-open`, at once. */
  async ask<T>(part: CircuitPart, question: () => Promise<Answer<T>>): Promise<Answer<T>> {
    try {
      return await this.#circuits.get(part)!.execute(question);
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      return err({
        kind: 'circuit-open',
        code: null,
        message: sentenceOf(part),
        help: 'It is tried again by itself in a moment.',
      });
    }
  }

  /** The parts that are left alone just now, in words. */
  broken(): { readonly part: CircuitPart; readonly message: string }[] {
    return [...this.#circuits].flatMap(([part, { state }]) =>
      state === CircuitState.Open ? [{ part, message: sentenceOf(part) }] : [],
    );
  }
}

function sentenceOf(part: CircuitPart): string {
  const what =
    part === 'history'
      ? 'The broker does not answer requests for bars. Charts show what is stored; live prices go on.'
      : 'The broker does not answer requests for contracts. Those already known can be watched and traded.';
  return `${what} It is tried again every ${OPEN_FOR_MS / 1_000} s.`;
}
