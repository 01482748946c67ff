import { connect, type Client } from '#shared/ipc/client.ts';
import { SUPERVISION_WIRE } from '#shared/ipc/codec.ts';
import { supervisionRequests } from '#shared/ipc/contract.ts';
import type { Span } from '#shared/bars/spans.ts';
import { failure, type IpcError, type ServiceFailure } from '#shared/ipc/errors.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BrokerBars, StoredBrokerBars } from '#shared/model/broker-bars.ts';
import type { SeriesId } from '#shared/model/series.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { GrantedFile } from '../files/file-grants.ts';
import type { BarStore, SeriesName } from '../ports/bar-store.ts';
import type { ResearchChild, ResearchLauncher } from '../ports/research-child.ts';
import { describe, Supervisor, type ProcessState } from '../processes/supervisor.ts';

export interface ResearchState extends ProcessState {
  readonly state: Exclude<ProcessState['state'], 'stopping' | 'stopped'>;
}

export interface ResearchOptions<RendererPort> {
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

type ResearchClient = Client<typeof supervisionRequests, Record<never, never>>;

/** The research process as the rest of main sees it: kept alive, told of files, asked for ports. */
export class Research<RendererPort> implements BarStore {
  readonly #supervisor: Supervisor<ResearchChild<RendererPort>, ResearchClient>;

  constructor(options: ResearchOptions<RendererPort>) {
    const { launcher, clock, timers, newId, log, grants, onState, onReady } = options;
    this.#supervisor = new Supervisor<ResearchChild<RendererPort>, ResearchClient>({
      name: 'research',
      launch: () => launcher.launch(),
      connect: (port) =>
        connect({
          port,
          wire: SUPERVISION_WIRE,
          requests: supervisionRequests,
          streams: {},
          timers,
          newId,
          onFault: (fault) => log.error({ fault }, 'supervision of research'),
        }),
      ...{ clock, timers, log, onReady },
      onState: ({ state, detail }) => {
        // It is stopped only when Tradewind ends, and then there is no window to tell.
        if (state !== 'stopping' && state !== 'stopped') onState({ state, detail });
      },
      // Messages keep their order: these are known before any window's request comes.
      onLaunch: ({ client }) => {
        for (const granted of grants()) void tellOfGrant(client, granted);
      },
    });
  }

  get state(): ProcessState {
    return this.#supervisor.state;
  }

  start(): void {
    this.#supervisor.start();
  }

  /** After it has given up: the user wants another try. Code: `research-not-down`. */
  restart(): Result<null, ServiceFailure> {
    if (this.state.state !== 'down') {
      return err(
        failure(
          'research-not-down',
          `The research process is ${this.state.state}; there is nothing to restart.`,
        ),
      );
    }
    this.#supervisor.start();
    return ok(null);
  }

  /** Null while it does not serve; `onReady` says when to ask again. */
  openRendererPort(): RendererPort | null {
    const { life } = this.#supervisor;
    return this.state.state === 'ready' && life !== null ? life.child.openRendererPort() : null;
  }

  /** A process that is not there now is told when it starts. Code: `research-unreachable`. */
  async shareFile(granted: GrantedFile): Promise<Result<null, ServiceFailure>> {
    const { life } = this.#supervisor;
    if (life === null) return ok(null);
    const shared = await tellOfGrant(life.client, granted);
    if (shared.ok || shared.error.kind === 'disconnected') return ok(null);
    return err(unreachable(describe(shared.error)));
  }

  /** Keeps a page of bars. Codes: those of `library.keepBrokerBars`; `research-unreachable`. */
  keep(page: BrokerBars): Promise<Result<{ readonly seriesId: SeriesId | null }, ServiceFailure>> {
    return this.#ask((client) => client.invoke('library.keepBrokerBars', page));
  }

  /** What is kept of a series. Code: `research-unreachable`. */
  read(facts: SeriesName, stretch: Span): Promise<Result<StoredBrokerBars, ServiceFailure>> {
    return this.#ask((client) => client.invoke('library.readBrokerBars', { facts, stretch }));
  }

  async #ask<T>(
    question: (client: ResearchClient) => Promise<Result<T, IpcError>>,
  ): Promise<Result<T, ServiceFailure>> {
    const { life } = this.#supervisor;
    if (life === null || this.state.state !== 'ready') return err(unreachable(this.state.state));
    const answer = await question(life.client);
    if (answer.ok || answer.error.kind === 'failed') return answer as Result<T, ServiceFailure>;
    return err(unreachable(describe(answer.error)));
  }

  /** Lets it finish what it writes, for a while, and ends it. Resolves when it is gone. */
  close(): Promise<void> {
    return this.#supervisor.close();
  }
}

function unreachable(why: string): ServiceFailure {
  return failure(
    'research-unreachable',
    `The research process does not answer (${why}).`,
    'Try again in a moment.',
  );
}

function tellOfGrant(client: ResearchClient, { grant, path, access }: GrantedFile) {
  return client.invoke('supervision.grantFile', { grant, path, access });
}
