import { arch, platform, release } from 'node:os';
import { app } from 'electron';
import type { AppInfo } from '#shared/ipc/contract.ts';
import type { DataDirectory } from '#shared/node/data-directory.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';

/** Versions and folders of this installation, for the About dialog, the diagnostics and the log. */
export function readAppInfo(directory: DataDirectory, db: SqliteDatabase, codeVersion: string): AppInfo {
  return {
    version: app.getVersion(),
    codeVersion,
    electron: process.versions.electron,
    chrome: process.versions.chrome,
    node: process.versions.node,
    sqlite: db.prepare('SELECT sqlite_version()').pluck().get() as string,
    platform: `${platform()} ${release()} ${arch()}`,
    dataDirectory: directory.root,
    logDirectory: directory.logs,
  };
}
