import { create } from 'zustand';
import type { PaperStatus } from '#shared/ipc/contract.ts';
import { APP_PORT } from '#shared/model/paper-gateway.ts';
import { notify } from './notices.ts';

/** The paper gateway as main tells it; null until it has told. */
export const usePaperGateway = create<{ readonly status: PaperStatus | null }>(() => ({ status: null }));

export function receivePaperStatus(status: PaperStatus): void {
  const before = usePaperGateway.getState().status;
  usePaperGateway.setState({ status });
  if (before === null) return;
  const { state, detail } = status.process;
  const last = before.process.state;
  if (state !== last && state === 'restarting') {
    notify('warning', 'The paper gateway stopped and is being started again.', {
      detail: `${detail ?? ''} Its clients have to connect anew.`.trim(),
    });
  } else if (state !== last && state === 'down') {
    notify('error', 'The paper gateway could not be started.', { detail: detail ?? '' });
  }
  const port = status.gateway?.port ?? null;
  if (port !== null && before.gateway === null) {
    if (port === APP_PORT) notify('success', `The paper gateway listens on port ${port}.`);
    else {
      notify('warning', `The paper gateway listens on port ${port}.`, {
        detail: `Port ${APP_PORT} is in use by another program. Connect your clients to ${port}.`,
      });
    }
  }
}
