import { PaperGateway } from '../gateway.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { OPEN_TIME } from '../testing/test-gateway.ts';

/** What a frame that cannot be read is answered with. */
const UNREADABLE_CODES = new Set([320, 321, 505]);
const FAILURE_COUNT_MAX = 20;

interface Failure {
  count: number;
  /** The first that failed so. */
  readonly request: unknown;
}

export interface FuzzGateway {
  readonly gateway: PaperGateway;
  readonly port: number;
  /** Handlers that threw, and unreadable frames without their error: what must never be. */
  readonly failures: ReadonlyMap<string, Failure>;
  readonly counts: { requests: number; unreadable: number; errors: number; dropped: number };
  /** Told of every request that was understood. */
  onRequest: (session: unknown, kind: unknown) => void;
}

/** A gateway on a stepped clock that watches itself by its log, and keeps none of it. */
export async function startFuzzGateway(): Promise<FuzzGateway> {
  const failures = new Map<string, Failure>();
  const counts = { requests: 0, unreadable: 0, errors: 0, dropped: 0 };
  let lastRequest: unknown;
  const fail = (text: string) => {
    const known = failures.get(text);
    if (known !== undefined) known.count++;
    else if (failures.size < FAILURE_COUNT_MAX) failures.set(text, { count: 1, request: lastRequest });
  };
  let owed: { readonly session: unknown; readonly why: unknown } | undefined;
  const log = {
    write(event: string, facts: Readonly<Record<string, unknown>> = {}) {
      if (owed !== undefined) {
        const isPaid = event === 'error-sent' && facts.session === owed.session;
        if (!isPaid || !UNREADABLE_CODES.has(facts.code as number)) fail(`no error for: ${String(owed.why)}`);
        owed = undefined;
      }
      if (event === 'request') {
        counts.requests++;
        lastRequest = facts;
        fuzz.onRequest(facts.session, facts.kind);
      } else if (event === 'unreadable') {
        counts.unreadable++;
        owed = { session: facts.session, why: facts.why };
      } else if (event === 'error-sent') counts.errors++;
      else if (event === 'session-dropped') counts.dropped++;
      else if (event === 'request-failed') fail(String(facts.why).split('\n').slice(0, 3).join(' '));
    },
  };
  const gateway = new PaperGateway({
    settings: {
      ...{ ...DEFAULT_SETTINGS, port: 0, seed: 7, alwaysOpen: true, cadence: 'raw' as const },
      ...{ messagesPerSecondMax: 1e9, accounts: ['DU1000001', 'DU1234567'] },
    },
    ...{ startTime: OPEN_TIME, time: 'stepped', monotonicMs: () => 0, log },
  });
  const fuzz: FuzzGateway = {
    ...{ gateway, failures, counts, port: await gateway.listen() },
    onRequest: () => undefined,
  };
  return fuzz;
}
