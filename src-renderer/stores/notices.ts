import { create } from 'zustand';
import type { IpcError } from '#shared/ipc/errors.ts';
import { problemOf } from '../format/problem.ts';

export type NoticeLevel = 'info' | 'success' | 'warning' | 'error';

/** Something that happened. It is shown for a moment and stays in the Log. */
export interface Notice {
  readonly id: number;
  readonly at: number;
  readonly level: NoticeLevel;
  readonly title: string;
  readonly detail: string | null;
  readonly action: NoticeAction | null;
}

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void | Promise<void>;
}

interface NoticesState {
  /** Newest first. */
  readonly notices: readonly Notice[];
  readonly unseenErrors: number;
}

const NOTICES_KEPT = 500;
let lastId = 0;

export const useNotices = create<NoticesState>(() => ({ notices: [], unseenErrors: 0 }));

export function notify(
  level: NoticeLevel,
  title: string,
  more: { detail?: string; action?: NoticeAction } = {},
): Notice {
  const notice: Notice = {
    id: ++lastId,
    at: Date.now(),
    level,
    title,
    detail: more.detail ?? null,
    action: more.action ?? null,
  };
  useNotices.setState((state) => ({
    notices: [notice, ...state.notices].slice(0, NOTICES_KEPT),
    unseenErrors: state.unseenErrors + (level === 'error' ? 1 : 0),
  }));
  return notice;
}

export function notifyProblem(error: IpcError, attempt: string): void {
  const problem = problemOf(error, attempt);
  notify('error', problem.title, { detail: problem.help });
}

/** An action can be taken once: afterwards the notice stays, without it. */
export async function takeAction(id: number): Promise<void> {
  const action = useNotices.getState().notices.find((notice) => notice.id === id)?.action;
  if (action === undefined || action === null) return;
  useNotices.setState((state) => ({
    notices: state.notices.map((notice) => (notice.id === id ? { ...notice, action: null } : notice)),
  }));
  await action.run();
}

export function markNoticesSeen(): void {
  useNotices.setState({ unseenErrors: 0 });
}
