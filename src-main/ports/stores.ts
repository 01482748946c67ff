import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { ConnectionSettings } from '#shared/model/connection.ts';
import type { Settings } from '#shared/model/settings.ts';
import type { WorkspaceId } from '#shared/model/workspace.ts';

export interface SettingsStore {
  /** What is stored, defaults for the rest. */
  load(): Settings;
  /** Durable when it returns. */
  save(settings: Settings): Result<null, ServiceFailure>;
}

export interface ConnectionStore {
  /** Profiles that were changed or made by the user, and the choices. */
  load(): ConnectionSettings;
  save(settings: ConnectionSettings): Result<null, ServiceFailure>;
}

export interface WorkspaceStore {
  /** dockview's JSON of each; null when none was saved. */
  load(): Record<WorkspaceId, string | null>;
  save(workspace: WorkspaceId, layout: string): Result<null, ServiceFailure>;
}

/** Where a window stood, in screen pixels that do not depend on the scale. */
export interface WindowState {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly isMaximised: boolean;
}

export interface WindowStateStore {
  load(): WindowState | null;
  save(state: WindowState): Result<null, ServiceFailure>;
}
