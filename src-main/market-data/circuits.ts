import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { err } from '#shared/kernel/result.ts';
import type { Contract } from '#shared/model/contract.ts';
import type { MarketDataFault } from '#shared/model/quote.ts';
import type { Answer } from '../ports/market-data-source.ts';

/** What fails by itself: bars of one market, looking contracts up, searching for names. */
export type CircuitPart = 'history' | 'contracts' | 'search';

/** So many failures in a row, and the circuit opens. */
export const FAILURES_MAX = 5;
const OPEN_FOR_MS = 15_000;
/** A circuit that nobody has tried for so long is no news any more. */
export const TOLD_FOR_MS = 60_000;
const CIRCUITS_MAX = 200;
const MARKETS_NAMED_MAX = 5;
/** What says that the servers behind TWS do not work, and not that this one question has no answer. */
const FAILURES = new Set<MarketDataFault['kind']>(['timeout', 'other']);

/**
 * As near to the farm of a contract as TWS lets one come: where it is listed, what it is and in which currency. No farm serves
 * less than that, so a broken one never stops another's market (docs/adr/0025).
 */
export function marketOfContract({ securityType, exchange, primaryExchange, currency }: Contract): string {
  return `${primaryExchange || exchange} ${securityType} ${currency}`;
}

interface Circuit {
  readonly part: CircuitPart;
  readonly market: string;
  readonly policy: CircuitBreakerPolicy;
  /** Unix ms. */
  askedAt: number;
}

/** Questions that go unanswered are left alone for a moment, each market for itself: while one is broken the others are asked. */
export class Circuits {
  readonly #circuits = new Map<string, Circuit>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Asks, unless the circuit has failed too often of late: then `circuit-open`, at once.
   *
   * @param market of which bars are asked (`marketOfContract`); empty for what all markets have in common
   */
  async ask<T>(part: CircuitPart, market: string, question: () => Promise<Answer<T>>): Promise<Answer<T>> {
    const circuit = this.#circuit(part, market);
    circuit.askedAt = this.#now();
    // One question finds out whether it works again; who else asks meanwhile does not wait for that.
    if (circuit.policy.state === CircuitState.HalfOpen) return err(circuitOpen(part, market));
    try {
      return await circuit.policy.execute(question);
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      return err(circuitOpen(part, market));
    }
  }

  /** For a question that was let through and has waited since: null while the circuit is not open. */
  refusal(part: CircuitPart, market: string): MarketDataFault | null {
    const isOpen = this.#circuit(part, market).policy.state === CircuitState.Open;
    return isOpen ? circuitOpen(part, market) : null;
  }

  /** What is left alone just now, in words; one sentence a part, with its markets. */
  broken(): { readonly part: 'history' | 'contracts'; readonly message: string }[] {
    const since = this.#now() - TOLD_FOR_MS;
    const open = [...this.#circuits.values()].filter(
      ({ policy, askedAt }) => policy.state === CircuitState.Open && askedAt > since,
    );
    return (['history', 'contracts', 'search'] as const).flatMap((part) => {
      const markets = open.filter((circuit) => circuit.part === part).map(({ market }) => market);
      const shownAs = part === 'history' ? 'history' : 'contracts';
      return markets.length === 0 ? [] : [{ part: shownAs, message: sentenceOf(part, markets) }];
    });
  }

  /** Another session: what another broker, or the same one before, did not answer is asked anew. */
  forget(): void {
    this.#circuits.clear();
  }

  #circuit(part: CircuitPart, market: string): Circuit {
    const key = `${part} ${market}`;
    let circuit = this.#circuits.get(key);
    if (circuit === undefined) {
      const failed = handleWhenResult((answer) => {
        const asked = answer as Answer<unknown>;
        return !asked.ok && FAILURES.has(asked.error.kind);
      });
      const breaker = new ConsecutiveBreaker(FAILURES_MAX);
      const policy = circuitBreaker(failed, { halfOpenAfter: OPEN_FOR_MS, breaker });
      circuit = { part, market, policy, askedAt: 0 };
    }
    // Anew, so that it is the youngest: the oldest make room.
    this.#circuits.delete(key);
    this.#circuits.set(key, circuit);
    if (this.#circuits.size > CIRCUITS_MAX) this.#circuits.delete(this.#circuits.keys().next().value!);
    return circuit;
  }
}

function circuitOpen(part: CircuitPart, market: string): MarketDataFault {
  const help =
    'It is tried again by itself in a moment. The Connection panel shows which data farms are broken.';
  return { kind: 'circuit-open', code: null, message: sentenceOf(part, [market]), help };
}

function sentenceOf(part: CircuitPart, markets: readonly string[]): string {
  return `${WORDS[part](namesOf(markets))} It is tried again every ${OPEN_FOR_MS / 1_000} s.`;
}

const WORDS: Readonly<Record<CircuitPart, (markets: string) => string>> = {
  history: (markets) =>
    `The broker does not answer requests for bars of ${markets}. Charts of it show what is stored; other markets and live prices go on.`,
  contracts: () =>
    'The broker does not answer requests for contracts. Those already known can be watched and traded.',
  search: () =>
    'The broker does not answer searches for names. Contracts already known can be watched and traded.',
};

function namesOf(markets: readonly string[]): string {
  const named = markets.slice(0, MARKETS_NAMED_MAX).join(', ');
  const more = markets.length - MARKETS_NAMED_MAX;
  return more > 0 ? `${named} and ${more} more markets` : named;
}
