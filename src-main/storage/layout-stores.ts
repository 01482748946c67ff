import { z } from 'zod';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { storageFailure } from '#shared/node/storage-failure.ts';
import { WORKSPACES, type WorkspaceId } from '#shared/model/workspace.ts';
import type { WindowStateStore, WorkspaceStore } from '../ports/stores.ts';

/** Where the window stood. */
const NAME = 'main';
const rowSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number(), is_maximised: z.number() }); // prettier-ignore

export function createWorkspaceStore(db: SqliteDatabase): WorkspaceStore {
  const select = db.prepare<[string], { layout: string }>('SELECT layout FROM workspace WHERE name = ?');
  const upsert = db.prepare(
    'INSERT INTO workspace VALUES (@name, @layout) ON CONFLICT (name) DO UPDATE SET layout = @layout',
  );
  return {
    load: () =>
      Object.fromEntries(WORKSPACES.map((name) => [name, select.get(name)?.layout ?? null])) as Record<
        WorkspaceId,
        string | null
      >,
    save: (name, layout) => attempt(db, () => upsert.run({ name, layout })),
  };
}

export function createWindowStateStore(db: SqliteDatabase): WindowStateStore {
  const select = db.prepare('SELECT x, y, width, height, is_maximised FROM window_state WHERE name = ?');
  const upsert = db.prepare(
    `INSERT INTO window_state VALUES (@name, @x, @y, @width, @height, @isMaximised)
     ON CONFLICT (name) DO UPDATE SET x = @x, y = @y, width = @width, height = @height, is_maximised = @isMaximised`,
  );
  return {
    load() {
      const row = rowSchema.safeParse(select.get(NAME));
      if (!row.success) return null;
      const { is_maximised: isMaximised, ...bounds } = row.data;
      return { ...bounds, isMaximised: isMaximised === 1 };
    },
    save: (state) =>
      attempt(db, () => upsert.run({ ...state, name: NAME, isMaximised: state.isMaximised ? 1 : 0 })),
  };
}

/** A full or failing disk is a failure to tell the user, not a crash. */
export function attempt(db: SqliteDatabase, write: () => unknown): Result<null, ServiceFailure> {
  try {
    write();
    return ok(null);
  } catch (error) {
    return err(storageFailure(error, db.name));
  }
}
