import { existsSync, renameSync } from 'node:fs';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { storageFailure } from '#shared/node/storage-failure.ts';
import { openPaperGateway, type OpenedGateway, type OpenGatewayOptions } from './open-gateway.ts';

/** Nothing that could be tried again would make such a file usable. */
const LOST_CAUSES: ReadonlySet<string> = new Set([
  ...['database-corrupt', 'database-foreign', 'database-history-differs'],
  ...['state-unreadable', 'state-differs'],
]);

/**
 * As `openPaperGateway`, for the app, whose file has one name: one that cannot be used is kept under another name, a new one
 * is begun, and the notices say both.
 *
 * @param now for the other name
 */
export function openOrSetAside(
  options: OpenGatewayOptions,
  now: Date,
): Result<OpenedGateway, ServiceFailure> {
  const { statePath: path } = options;
  const opened = openPaperGateway(options);
  if (opened.ok || path === null || !LOST_CAUSES.has(opened.error.code)) return opened;
  const aside = setAside(path, now);
  if (!aside.ok) return aside;
  const anew = openPaperGateway(options);
  if (!anew.ok) return anew;
  const notice = `${opened.error.message} It was set aside as ${aside.value}; practice begins anew.`;
  return ok({ gateway: anew.value.gateway, notices: [notice, ...anew.value.notices] });
}

/** @returns its new path */
function setAside(path: string, now: Date): Result<string, ServiceFailure> {
  const aside = `${path}.set-aside-${now.toISOString().replaceAll(':', '-')}`;
  try {
    for (const end of ['', '-wal', '-shm']) if (existsSync(path + end)) renameSync(path + end, aside + end);
    return ok(aside);
  } catch (error) {
    return err(storageFailure(error, path));
  }
}
