import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Contract } from '#shared/model/contract.ts';
import { OrderBench } from './order-bench.ts';

type BenchOptions = ConstructorParameters<typeof OrderBench>[0];

/** What is needed of the paper gateway's own test gateway, which only tests may import. */
interface FloorGateway {
  readonly port: number;
  readonly gateway: { readonly world: { now(): number }; close(): Promise<void> };
  advance(ms: number): void;
}

type StartGateway<Gateway> = (settings?: object, startTime?: number) => Promise<Gateway>;

/** A paper gateway and a folder for each test, and benches that trade there: all are closed after it. */
export function useTradingFloor<Gateway extends FloorGateway>(
  start: StartGateway<Gateway>,
): TradingFloor<Gateway> {
  const floor = new TradingFloor(start);
  beforeEach(() => floor.begin());
  afterEach(() => floor.end());
  return floor;
}

class TradingFloor<Gateway extends FloorGateway> {
  gateway!: Gateway;
  readonly #start: StartGateway<Gateway>;
  #folder = '';
  #benches: OrderBench[] = [];

  constructor(start: StartGateway<Gateway>) {
    this.#start = start;
  }

  async begin(): Promise<void> {
    this.#folder = mkdtempSync(join(tmpdir(), 'orders-'));
    this.gateway = await this.#start();
  }

  async end(): Promise<void> {
    for (const bench of this.#benches) bench.close();
    this.#benches = [];
    await this.gateway.gateway.close();
    rmSync(this.#folder, { recursive: true });
  }

  /** Begins anew at another time of its market. @param startTime Unix ms */
  async beginAt(startTime: number): Promise<void> {
    await this.gateway.gateway.close();
    this.gateway = await this.#start({}, startTime);
  }

  /** On the test's own database: what is opened later finds what an earlier one has left. */
  open(options: Partial<BenchOptions> = {}): OrderBench {
    const bench = new OrderBench({
      ...{ port: this.gateway.port, path: join(this.#folder, 'trading.db') },
      now: () => this.gateway.gateway.world.now(),
      ...options,
    });
    this.#benches.push(bench);
    return bench;
  }

  close(bench: OrderBench): void {
    bench.close();
    this.#benches = this.#benches.filter((other) => other !== bench);
  }

  get lastOpened(): OrderBench {
    return this.#benches.at(-1)!;
  }

  /** Time goes on for both, in steps, with all messages delivered in between. */
  async advance(bench: OrderBench, ms: number, stepMs = 500): Promise<void> {
    for (let gone = 0; gone < ms; gone += stepMs) {
      const step = Math.min(stepMs, ms - gone);
      this.gateway.advance(step);
      bench.manual.advance(step);
      await bench.settled();
    }
  }

  /** Connected and compared, and the contract quoted. */
  async traded(bench: OrderBench, symbol = 'AAPL'): Promise<Contract> {
    await bench.ready();
    const contract = await bench.contract(symbol);
    await this.advance(bench, 1_500);
    return contract;
  }
}
