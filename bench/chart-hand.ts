import type { CDPSession, Page } from '@playwright/test';

/** Moves the mouse in steps, and watches what each costs the page. */
export class Hand {
  readonly #page: Page;
  readonly #cdp: CDPSession;
  readonly #cpuMs = new Map<string, number[]>();
  #isWatching = false;

  constructor(page: Page, cdp: CDPSession) {
    this.#page = page;
    this.#cdp = cdp;
  }

  async begin(): Promise<void> {
    await this.#page.evaluate(() => {
      const tasks: number[] = [];
      (globalThis as unknown as { chartTasks: number[] }).chartTasks = tasks;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) tasks.push(entry.duration);
      }).observe({ type: 'longtask' });
    });
    this.#isWatching = true;
  }

  async end() {
    await idle(this.#page);
    const longTasks = await this.#page.evaluate(
      () => (globalThis as unknown as { chartTasks: number[] }).chartTasks,
    );
    const all = [...this.#cpuMs.values()].flat();
    return {
      longTasks,
      mostCpuPerStepMs: tenths(Math.max(...all)),
      stepCount: all.length,
      cpuPerStepMs: Object.fromEntries([...this.#cpuMs].map(([name, ms]) => [name, spread(ms)])),
    };
  }

  async wheel(delta: number, count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.#step('wheel', () => this.#page.mouse.wheel(0, delta));
  }

  async drag(from: { readonly x: number; readonly y: number }, by: number): Promise<void> {
    const count = 20;
    await this.#page.mouse.move(from.x, from.y);
    await this.#page.mouse.down();
    for (let i = 1; i <= count; i++)
      await this.#step('drag', () => this.#page.mouse.move(from.x + (by * i) / count, from.y));
    await this.#page.mouse.up();
    await this.#page.mouse.move(from.x, from.y);
  }

  async keys(keys: readonly string[], target: { focus(): Promise<void> }): Promise<void> {
    await target.focus();
    for (const key of keys) await this.#step('key', () => this.#page.keyboard.press(key));
  }

  async #step(name: string, act: () => Promise<void>): Promise<void> {
    if (!this.#isWatching) throw new Error('nobody watches');
    const before = await this.#threadMs();
    await act();
    await this.#page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    const took = (await this.#threadMs()) - before;
    this.#cpuMs.set(name, [...(this.#cpuMs.get(name) ?? []), took]);
  }

  /** What the page's main thread has computed so far. */
  async #threadMs(): Promise<number> {
    const { metrics } = await this.#cdp.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? NaN) * 1_000;
  }
}

function spread(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => tenths(sorted[Math.floor(share * (sorted.length - 1))] ?? NaN);
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Until the page has had nothing to do for a while. */
export async function idle(page: Page): Promise<void> {
  for (let i = 0; i < 3; i++) await page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
  await page.waitForTimeout(500);
}
