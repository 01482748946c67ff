import { EventName } from '@stoqey/ib';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { describeRequestError } from '../ports/request-error.ts';
import type { TwsRequests } from './requests.ts';

const ANSWER_WITHIN_MS = 10_000;
/** After a sleep the time that is carried on is behind for so long at most. */
const ASK_EVERY_MS = 60_000;

export interface BrokerTimeOptions {
  readonly requests: TwsRequests;
  readonly timers: Timers;
  readonly log: Logger;
  /** Unix time in seconds, as TWS told it. @returns whether it can be one */
  readonly onTime: (seconds: number) => boolean;
}

/** Asks TWS for its time: before anything of a session is compared, and every minute after it. */
export class BrokerTime {
  readonly #options: BrokerTimeOptions;
  #stopNext: () => void = () => undefined;

  constructor(options: BrokerTimeOptions) {
    this.#options = options;
  }

  /** For `Synchronisation`: no day is judged before it is known which one it is. */
  async synchronise({ signal }: { readonly signal: CancelSignal }): Promise<void> {
    this.#stopNext();
    await this.#ask(signal);
    this.#later();
  }

  async #ask(signal?: CancelSignal): Promise<void> {
    const { requests, onTime } = this.#options;
    const answer = await requests.askUnnumbered<number>({
      ...{ lane: 'account', withinMs: ANSWER_WITHIN_MS, send: (api) => api.reqCurrentTime() },
      ...{ names: [EventName.currentTime], end: EventName.currentTime },
      ...(signal !== undefined && { signal }),
      take: (_, [seconds]) => ({ answer: seconds as number }),
    });
    if (!answer.ok) throw new Error(describeRequestError(answer.error));
    if (!onTime(answer.value)) throw new Error(`${answer.value} is no time`);
  }

  #later(): void {
    const { timers, requests, log } = this.#options;
    this.#stopNext = timers.schedule(ASK_EVERY_MS, () => {
      if (requests.session?.isOpen !== true) return;
      this.#later();
      this.#ask().catch((error: unknown) => log.warn({ error }, 'TWS did not tell its time'));
    });
  }
}
