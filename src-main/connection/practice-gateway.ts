import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { ConnectionProfile, ConnectionStatus, ConnectionTrouble } from '#shared/model/connection.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BrokerConnection } from '../ports/broker-connection.ts';

/** The paper gateway inside the app, as far as a connection to it is concerned. */
export interface GatewayOfApp {
  readonly status: {
    readonly process: { readonly state: string; readonly detail: string | null };
    readonly gateway: { readonly port: number | null } | null;
  };
  start(): Result<null, ServiceFailure>;
}

interface Options {
  readonly broker: BrokerConnection;
  readonly gateway: GatewayOfApp;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onChange: () => void;
}

/**
 * Practice goes where the gateway of the app is: connects when it listens, follows it to another port, and waits while it
 * does not run, instead of trying ports that somebody else may listen on by now.
 */
export class PracticeGateway {
  readonly #options: Options;
  /** null: practice is not wished for. */
  #profile: ConnectionProfile | null = null;
  #port: number | null = null;
  #waiting: { readonly since: number; readonly phase: 'connecting' | 'reconnecting' } | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  /** What to show instead of the broker's connection; null: that one. */
  get awaited(): ConnectionStatus | null {
    if (this.#waiting === null) return null;
    const { broker, gateway } = this.#options;
    return {
      ...{ ...broker.status, ...this.#waiting, profile: this.#profile },
      ...{ trouble: this.#troubleOf(gateway.status.process), nextTryAt: null, attempts: 0 },
    };
  }

  /** Starts the gateway where it is not running. */
  connect(profile: ConnectionProfile): void {
    const { gateway, broker, log } = this.#options;
    this.#profile = profile;
    this.#wait('connecting');
    broker.disconnect();
    const { state } = gateway.status.process;
    if (state === 'stopped' || state === 'down') {
      const started = gateway.start();
      if (!started.ok) log.warn({ ...started.error }, 'the paper gateway was not started');
    }
    this.look();
  }

  leave(): void {
    this.#profile = null;
    this.#port = null;
    this.#waiting = null;
  }

  /** Once the gateway's status has changed. */
  look(): void {
    if (this.#profile === null) return;
    const { broker, gateway } = this.#options;
    const { process, gateway: serving } = gateway.status;
    const port = process.state === 'ready' ? (serving?.port ?? null) : null;
    if (port === this.#port) {
      if (this.#waiting !== null) this.#options.onChange();
      return;
    }
    this.#port = port;
    if (port === null) {
      this.#wait('reconnecting');
      broker.disconnect();
      this.#options.onChange();
      return;
    }
    this.#waiting = null;
    broker.connect({ ...this.#profile, port });
  }

  #wait(phase: 'connecting' | 'reconnecting'): void {
    this.#port = null;
    this.#waiting = { since: this.#options.clock.now(), phase };
  }

  #troubleOf({
    state,
    detail,
  }: {
    readonly state: string;
    readonly detail: string | null;
  }): ConnectionTrouble | null {
    if (state === 'ready' || state === 'starting') return null;
    return {
      kind: 'gateway-not-running',
      message: `The paper gateway is ${state}${detail === null ? '' : `: ${detail.replace(/\.+$/, '')}`}.`,
      help:
        state === 'stopped' || state === 'down'
          ? ['Start it: practice connects as soon as it runs.']
          : ['Practice connects by itself as soon as it runs.'],
    };
  }
}
