import type { z } from 'zod';
import { connect, type Client } from '#shared/ipc/client.ts';
import { SUPERVISION_WIRE } from '#shared/ipc/codec.ts';
import type { OutputOf } from '#shared/ipc/tables.ts';
import { failure, type IpcError, type ServiceFailure } from '#shared/ipc/errors.ts';
import { paperGatewayRequests, paperGatewayStreams } from '#shared/ipc/paper-gateway.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { GatewayStart, GatewayStatus } from '#shared/model/paper-gateway.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { ChildProcess } from '../ports/child-process.ts';
import { Supervisor, type ProcessState } from '../processes/supervisor.ts';

export interface PaperGatewayStatus {
  readonly process: ProcessState;
  /** As the gateway last told it; null while it does not serve. */
  readonly gateway: GatewayStatus | null;
}

export interface PaperGatewayOptions {
  readonly launch: (start: GatewayStart) => ChildProcess;
  /** Asked at each start, after a crash too: what it is to be started with. */
  readonly settings: () => GatewayStart;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly newId: () => string;
  readonly log: Logger;
  readonly onStatus: (status: PaperGatewayStatus) => void;
}

type Requests = typeof paperGatewayRequests;
type GatewayClient = Client<Requests, typeof paperGatewayStreams>;
/** What the running gateway can be asked for; its life is the supervisor's business. */
export type GatewayCommand = Extract<keyof Requests, `gateway.${string}`>;

/** The paper gateway as the rest of main sees it: started and stopped at the user's wish, kept alive in between. */
export class PaperGateway {
  readonly #supervisor: Supervisor<ChildProcess, GatewayClient>;
  readonly #onStatus: (status: PaperGatewayStatus) => void;
  #gateway: GatewayStatus | null = null;
  #run: string | null = null;

  constructor({ launch, settings, onStatus, newId, clock, timers, log }: PaperGatewayOptions) {
    this.#onStatus = onStatus;
    this.#supervisor = new Supervisor<ChildProcess, GatewayClient>({
      name: 'the paper gateway',
      launch: () => launch(settings()),
      connect: (port) =>
        connect({
          port,
          wire: SUPERVISION_WIRE,
          requests: paperGatewayRequests,
          streams: paperGatewayStreams,
          ...{ timers, newId },
          onFault: (fault) => log.error({ fault }, 'supervision of the paper gateway'),
        }),
      ...{ clock, timers, log },
      onState: ({ state }) => {
        if (state !== 'ready') this.#gateway = null;
        this.#tell();
      },
      onReady: ({ client }) => {
        this.#run = newId();
        client.subscribe('gateway.status', (status) => {
          if (this.#supervisor.life?.client !== client || this.#supervisor.state.state !== 'ready') return;
          this.#gateway = status;
          this.#tell();
        });
      },
    });
  }

  get status(): PaperGatewayStatus {
    return { process: this.#supervisor.state, gateway: this.#gateway };
  }

  /** Another one for each process; null: none has served yet. */
  get run(): string | null {
    return this.#run;
  }

  /** Code: `paper-gateway-not-stopped`. Whether it comes up is told by `onStatus`. */
  start(): Result<null, ServiceFailure> {
    const { state } = this.#supervisor.state;
    if (state !== 'stopped' && state !== 'down') {
      return err(
        failure(
          'paper-gateway-not-stopped',
          `The paper gateway is ${state}; there is nothing to start.`,
          'Stop it first.',
        ),
      );
    }
    this.#supervisor.start();
    return ok(null);
  }

  /** Ends its sessions and the process. Resolves when it is gone. */
  stop(): Promise<void> {
    return this.#supervisor.stop();
  }

  /** Stops it for good: Tradewind ends. */
  close(): Promise<void> {
    return this.#supervisor.close();
  }

  /** Asks the running gateway. Its own codes, and `paper-gateway-not-running`. */
  async ask<K extends GatewayCommand>(
    command: K,
    input: z.input<Requests[K]['input']>,
  ): Promise<Result<OutputOf<Requests, K>, IpcError>> {
    const { life, state } = this.#supervisor;
    if (life !== null && state.state === 'ready') return life.client.invoke(command, input);
    return err(
      failure(
        'paper-gateway-not-running',
        `The paper gateway is ${state.state}: it cannot be asked for anything.`,
        'Start it and try again.',
      ),
    );
  }

  #tell(): void {
    this.#onStatus(this.status);
  }
}
