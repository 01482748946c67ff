import { create } from 'zustand';
import type { AuditRow } from '#shared/ipc/orders.ts';
import { main } from '../ipc/services.ts';
import { type Loadable, loaded, loading, NOT_LOADED } from './loadable.ts';

const PAGE = 200;
/** More is for the file of the log, not for a screen. */
const ROWS_MAX = 5_000;

interface AuditState {
  /** Newest first. */
  readonly rows: Loadable<readonly AuditRow[]>;
  readonly isAll: boolean;
}

export const useAudit = create<AuditState>(() => ({ rows: NOT_LOADED, isAll: false }));

/** The newest page, in place of what was there. */
export function loadAudit(): Promise<void> {
  return load([]);
}

export function loadOlderAudit(): Promise<void> {
  return load(useAudit.getState().rows.value ?? []);
}

async function load(before: readonly AuditRow[]): Promise<void> {
  useAudit.setState(({ rows }) => ({ rows: loading(rows) }));
  const last = before.at(-1);
  const result = await main.invoke('orders.audit', {
    limit: PAGE,
    ...(last === undefined ? {} : { before: last.id }),
  });
  useAudit.setState(({ rows }) => {
    const all = result.ok ? [...before, ...result.value.rows] : [];
    return {
      rows: loaded(rows, result.ok ? { ok: true, value: all } : result, 'read the decisions'),
      isAll: result.ok && (result.value.rows.length < PAGE || all.length >= ROWS_MAX),
    };
  });
}
