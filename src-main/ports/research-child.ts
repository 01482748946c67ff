import type { Port } from '#shared/ipc/port.ts';

/** One life of the research process. `RendererPort` is the end of a channel that a window is handed. */
export interface ResearchChild<RendererPort> {
  /** `supervisionRequests` are answered on it. */
  readonly supervision: Port;
  /** Opens a channel to the process and returns the end for a window. */
  openRendererPort(): RendererPort;
  /** The one listener. `reason` says how it ended, for people. */
  onExit(listener: (reason: string) => void): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}

export interface ResearchLauncher<RendererPort> {
  launch(): ResearchChild<RendererPort>;
}
