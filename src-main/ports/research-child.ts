import type { ChildProcess } from './child-process.ts';

/** One life of the research process. `RendererPort` is the end of a channel that a window is handed. */
export interface ResearchChild<RendererPort> extends ChildProcess {
  /** Opens a channel to the process and returns the end for a window. */
  openRendererPort(): RendererPort;
}

export interface ResearchLauncher<RendererPort> {
  launch(): ResearchChild<RendererPort>;
}
