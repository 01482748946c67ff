import { connect, type Client } from '#shared/ipc/client.ts';
import { SUPERVISION_WIRE } from '#shared/ipc/codec.ts';
import { supervisionRequests } from '#shared/ipc/contract.ts';
import { failure, type IpcError, type ServiceFailure } from '#shared/ipc/errors.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { GrantedFile } from '../files/file-grants.ts';
import type { ResearchChild, ResearchLauncher } from '../ports/research-child.ts';

export interface ResearchState {
  readonly state: 'starting' | 'ready' | 'restarting' | 'down';
  /** Why it is not ready. */
  readonly detail: string | null;
}

export interface SupervisorOptions<RendererPort> {
  readonly launcher: ResearchLauncher<RendererPort>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly newId: () => string;
  readonly log: Logger;
  /** Files the user has chosen so far: a process that is started anew is told of them first. */
  readonly grants: () => readonly GrantedFile[];
  readonly onState: (state: ResearchState) => void;
  /** It serves: hand each window a port. */
  readonly onReady: () => void;
}

export const PING_EVERY_MS = 4_000;
/** A process that has not answered a ping for this long is taken to hang and is killed. */
export const HUNG_AFTER_MS = 10_000;
export const FIRST_BACKOFF_MS = 250;
/** So many ends within a minute, and it is not started again by itself. */
export const MAX_QUICK_FAILURES = 5;
const CLOSE_WITHIN_MS = 6_000;
export const END_WITHIN_MS = 2_000;

type SupervisionClient = Client<typeof supervisionRequests, Record<never, never>>;

interface Life<RendererPort> {
  readonly child: ResearchChild<RendererPort>;
  readonly client: SupervisionClient;
}

/**
 * Keeps the research process alive: starts it, sees that it answers, kills it when it hangs, starts it again with growing
 * pauses, and gives up when that does not help. It says `ready` only when the library is open and requests are served.
 */
export class ResearchSupervisor<RendererPort> {
  readonly #options: SupervisorOptions<RendererPort>;
  #life: Life<RendererPort> | null = null;
  #state: ResearchState = { state: 'starting', detail: null };
  #failures: number[] = [];
  #stopTimer: () => void = () => undefined;
  #isClosing = false;
  #onEnded: (() => void) | null = null;

  constructor(options: SupervisorOptions<RendererPort>) {
    this.#options = options;
  }

  get state(): ResearchState {
    return this.#state;
  }

  start(): void {
    this.#become({ state: 'starting', detail: null });
    this.#launch();
  }

  /** After it has given up: the user wants another try. Code: `research-not-down`. */
  restart(): Result<null, ServiceFailure> {
    if (this.#isClosing || this.#state.state !== 'down') {
      return err(
        failure(
          'research-not-down',
          `The research process is ${this.#state.state}; there is nothing to restart.`,
        ),
      );
    }
    this.#failures = [];
    this.start();
    return ok(null);
  }

  /** Null while it does not serve; `onReady` says when to ask again. */
  openRendererPort(): RendererPort | null {
    return this.#state.state === 'ready' && this.#life !== null ? this.#life.child.openRendererPort() : null;
  }

  /** A process that is not there now is told when it starts. Code: `research-unreachable`. */
  async shareFile(granted: GrantedFile): Promise<Result<null, ServiceFailure>> {
    if (this.#life === null) return ok(null);
    const shared = await tellOfGrant(this.#life.client, granted);
    if (shared.ok || shared.error.kind === 'disconnected') return ok(null);
    return err(
      failure(
        'research-unreachable',
        `The research process does not answer (${describe(shared.error)}).`,
        'Try again in a moment.',
      ),
    );
  }

  /** Lets it finish what it writes, for a while, and ends it. Resolves when it is gone. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#stopTimer();
    const life = this.#life;
    if (life === null) return;
    const ended = new Promise<void>((resolve) => {
      this.#onEnded = resolve;
    });
    const closed = await life.client.invoke('supervision.close', {}, { timeoutMs: CLOSE_WITHIN_MS });
    if (!closed.ok)
      this.#options.log.warn({ error: closed.error }, 'research did not close its files in time');
    life.child.kill();
    // A child whose end is never told must not keep the program open.
    let stopTimer = () => {};
    const waitedEnough = new Promise<void>((resolve) => {
      stopTimer = this.#options.timers.schedule(END_WITHIN_MS, resolve);
    });
    await Promise.race([ended, waitedEnough]);
    stopTimer();
  }

  #launch(): void {
    const { launcher, timers, newId, log, grants } = this.#options;
    const child = launcher.launch();
    const client = connect({
      port: child.supervision,
      wire: SUPERVISION_WIRE,
      requests: supervisionRequests,
      streams: {},
      timers,
      newId,
      onFault: (fault) => log.error({ fault }, 'supervision of research'),
    });
    const life: Life<RendererPort> = { child, client };
    this.#life = life;
    child.onExit((reason) => {
      this.#ended(life, reason);
    });
    // Messages keep their order: these are known before any window's request comes.
    for (const granted of grants()) void tellOfGrant(client, granted);
    void this.#awaitReady(life);
    this.#schedulePing(life);
  }

  async #awaitReady(life: Life<RendererPort>): Promise<void> {
    const ready = await life.client.invoke('supervision.ready', {});
    if (this.#life !== life || this.#isClosing) return;
    if (ready.ok) {
      this.#become({ state: 'ready', detail: null });
      this.#options.onReady();
    } else if (ready.error.kind === 'failed') {
      // Its files cannot be used: another try would end the same way.
      this.#giveUp(life, describe(ready.error));
    } else if (ready.error.kind !== 'disconnected') {
      this.#options.log.error({ error: ready.error }, 'research does not become ready');
      life.child.kill();
    }
  }

  #schedulePing(life: Life<RendererPort>): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.timers.schedule(PING_EVERY_MS, () => void this.#ping(life));
  }

  async #ping(life: Life<RendererPort>): Promise<void> {
    const answer = await life.client.invoke('supervision.ping', {}, { timeoutMs: HUNG_AFTER_MS });
    if (this.#life !== life || this.#isClosing) return;
    if (!answer.ok && answer.error.kind === 'timeout') {
      this.#options.log.error({ hungAfterMs: HUNG_AFTER_MS }, 'research hangs and is killed');
      life.child.kill();
    } else this.#schedulePing(life);
  }

  #ended(life: Life<RendererPort>, reason: string): void {
    if (this.#life !== life) return;
    this.#life = null;
    this.#stopTimer();
    life.client.close();
    this.#onEnded?.();
    if (this.#isClosing || this.#state.state === 'down') return;

    const now = this.#options.clock.now();
    this.#failures = [...this.#failures.filter((at) => now - at < MS_PER_MINUTE), now];
    const count = this.#failures.length;
    this.#options.log.error({ reason, count }, 'research ended');
    if (count >= MAX_QUICK_FAILURES) {
      this.#become({
        state: 'down',
        detail: `It ended ${count} times within a minute; the last time: ${reason}.`,
      });
      return;
    }
    this.#become({ state: 'restarting', detail: `It ended: ${reason}.` });
    this.#stopTimer = this.#options.timers.schedule(FIRST_BACKOFF_MS * 2 ** (count - 1), () => {
      this.#launch();
    });
  }

  #giveUp(life: Life<RendererPort>, detail: string): void {
    this.#become({ state: 'down', detail });
    life.child.kill();
  }

  #become(state: ResearchState): void {
    this.#state = state;
    this.#options.log.info({ ...state }, 'state of research');
    this.#options.onState(state);
  }
}

function tellOfGrant(client: SupervisionClient, { grant, path, access }: GrantedFile) {
  return client.invoke('supervision.grantFile', { grant, path, access });
}

function describe(error: IpcError): string {
  if (error.kind !== 'failed') return error.kind;
  return error.help === undefined ? error.message : `${error.message} ${error.help}`;
}
