import type { Port } from '#shared/ipc/port.ts';

/** One life of a process that main starts and watches over. */
export interface ChildProcess {
  /** `supervision.ready`, `.ping` and `.close` are answered on it, and what the process adds to them. */
  readonly supervision: Port;
  /** The one listener. `reason` says how it ended, for people. */
  onExit(listener: (reason: string) => void): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}
