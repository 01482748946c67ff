import type { InvokeOptions } from '#shared/ipc/client.ts';
import type { IpcError } from '#shared/ipc/errors.ts';
import type { Port } from '#shared/ipc/port.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import type { Result } from '#shared/kernel/result.ts';
import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { ChildProcess } from '../ports/child-process.ts';

export interface ProcessState {
  readonly state: 'stopped' | 'starting' | 'ready' | 'restarting' | 'stopping' | 'down';
  /** Why it is not ready. */
  readonly detail: string | null;
}

/** What a supervisor says to its process. A process may understand more, which the owner of the supervisor says itself. */
export interface SupervisionClient {
  invoke(
    name: 'supervision.ready' | 'supervision.ping' | 'supervision.close',
    input: Record<never, never>,
    options?: InvokeOptions,
  ): Promise<Result<unknown, IpcError>>;
  close(): void;
}

/** One process from its start to its end, and the line to it. */
export interface Life<Child extends ChildProcess, Talk extends SupervisionClient> {
  readonly child: Child;
  readonly client: Talk;
}

export interface SupervisorOptions<Child extends ChildProcess, Talk extends SupervisionClient> {
  /** For the log: `research`. */
  readonly name: string;
  readonly launch: () => Child;
  readonly connect: (supervision: Port) => Talk;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly onState: (state: ProcessState) => void;
  /** It has been started and is not ready yet. What is said now arrives before the question whether it is ready. */
  readonly onLaunch?: (life: Life<Child, Talk>) => void;
  /** It serves, for the first time or again. */
  readonly onReady?: (life: Life<Child, Talk>) => void;
}

export const PING_EVERY_MS = 4_000;
/** A process that has not answered a ping for this long is taken to hang and is killed. */
export const HUNG_AFTER_MS = 10_000;
export const FIRST_BACKOFF_MS = 250;
/** So many ends within a minute, and it is not started again by itself. */
export const MAX_QUICK_FAILURES = 5;
const CLOSE_WITHIN_MS = 6_000;
const END_WITHIN_MS = 2_000;

/**
 * Keeps one process alive: starts it, sees that it answers, kills it when it hangs, starts it again with growing pauses, and
 * gives up when that does not help. It says `ready` only when the process itself has said so.
 */
export class Supervisor<Child extends ChildProcess, Talk extends SupervisionClient> {
  readonly #options: SupervisorOptions<Child, Talk>;
  #life: Life<Child, Talk> | null = null;
  #state: ProcessState = { state: 'stopped', detail: null };
  #failures: number[] = [];
  #stopTimer: () => void = () => undefined;
  #stopping: Promise<void> | null = null;
  #isClosed = false;
  #onEnded: (() => void) | null = null;

  constructor(options: SupervisorOptions<Child, Talk>) {
    this.#options = options;
  }

  get state(): ProcessState {
    return this.#state;
  }

  /** The process that runs now, ready or not. */
  get life(): Life<Child, Talk> | null {
    return this.#life;
  }

  /** From `stopped`, or from `down` when the user wants another try; otherwise there is nothing to start. */
  start(): void {
    if (this.#isClosed || (this.#state.state !== 'stopped' && this.#state.state !== 'down')) return;
    this.#failures = [];
    this.#become({ state: 'starting', detail: null });
    this.#launch();
  }

  /** Lets it finish what it writes, for a while, and ends it. Resolves when it is gone, `stopped` by then. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopNow().finally(() => {
      this.#stopping = null;
    });
    return this.#stopping;
  }

  /** Stops it for good: Tradewind ends. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.stop();
  }

  async #stopNow(): Promise<void> {
    this.#stopTimer();
    const life = this.#life;
    if (life !== null) {
      this.#become({ state: 'stopping', detail: null });
      await this.#end(life);
      this.#life = null;
      life.client.close();
    }
    if (this.#state.state !== 'stopped') this.#become({ state: 'stopped', detail: null });
  }

  async #end({ client, child }: Life<Child, Talk>): Promise<void> {
    const { name, log, timers } = this.#options;
    const ended = new Promise<void>((resolve) => {
      this.#onEnded = resolve;
    });
    const closed = await client.invoke('supervision.close', {}, { timeoutMs: CLOSE_WITHIN_MS });
    if (!closed.ok) log.warn({ error: closed.error }, `${name} did not close its files in time`);
    child.kill();
    // A child whose end is never told must not keep the program open.
    let stopTimer = () => {};
    const waitedEnough = new Promise<void>((resolve) => {
      stopTimer = timers.schedule(END_WITHIN_MS, resolve);
    });
    await Promise.race([ended, waitedEnough]);
    stopTimer();
  }

  #launch(): void {
    const child = this.#options.launch();
    const life: Life<Child, Talk> = { child, client: this.#options.connect(child.supervision) };
    this.#life = life;
    child.onExit((reason) => {
      this.#ended(life, reason);
    });
    this.#options.onLaunch?.(life);
    void this.#awaitReady(life);
    this.#schedulePing(life);
  }

  async #awaitReady(life: Life<Child, Talk>): Promise<void> {
    const ready = await life.client.invoke('supervision.ready', {});
    if (this.#life !== life || this.#stopping !== null) return;
    if (ready.ok) {
      this.#become({ state: 'ready', detail: null });
      this.#options.onReady?.(life);
    } else if (ready.error.kind === 'failed') {
      // It cannot have what it needs: another try would end the same way.
      this.#giveUp(life, describe(ready.error));
    } else if (ready.error.kind !== 'disconnected') {
      this.#options.log.error({ error: ready.error }, `${this.#options.name} does not become ready`);
      life.child.kill();
    }
  }

  #schedulePing(life: Life<Child, Talk>): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.timers.schedule(PING_EVERY_MS, () => void this.#ping(life));
  }

  async #ping(life: Life<Child, Talk>): Promise<void> {
    const answer = await life.client.invoke('supervision.ping', {}, { timeoutMs: HUNG_AFTER_MS });
    if (this.#life !== life || this.#stopping !== null) return;
    if (!answer.ok && answer.error.kind === 'timeout') {
      this.#options.log.error({ hungAfterMs: HUNG_AFTER_MS }, `${this.#options.name} hangs and is killed`);
      life.child.kill();
    } else this.#schedulePing(life);
  }

  #ended(life: Life<Child, Talk>, reason: string): void {
    if (this.#life !== life) return;
    this.#life = null;
    this.#stopTimer();
    life.client.close();
    this.#onEnded?.();
    if (this.#stopping !== null || this.#state.state === 'down') return;

    const { clock, log, name, timers } = this.#options;
    const now = clock.now();
    this.#failures = [...this.#failures.filter((at) => now - at < MS_PER_MINUTE), now];
    const count = this.#failures.length;
    log.error({ reason, count }, `${name} ended`);
    if (count >= MAX_QUICK_FAILURES) {
      this.#become({
        state: 'down',
        detail: `It ended ${count} times within a minute; the last time: ${reason}.`,
      });
      return;
    }
    this.#become({ state: 'restarting', detail: `It ended: ${reason}.` });
    this.#stopTimer = timers.schedule(FIRST_BACKOFF_MS * 2 ** (count - 1), () => {
      this.#launch();
    });
  }

  #giveUp(life: Life<Child, Talk>, detail: string): void {
    this.#become({ state: 'down', detail });
    life.child.kill();
  }

  #become(state: ProcessState): void {
    this.#state = state;
    this.#options.log.info({ ...state }, `state of ${this.#options.name}`);
    this.#options.onState(state);
  }
}

/** For people: what the process said, or how the road to it failed. */
export function describe(error: IpcError): string {
  if (error.kind !== 'failed') return error.kind;
  return error.help === undefined ? error.message : `${error.message} ${error.help}`;
}
