import { create } from 'zustand';
import type { AppInfo, mainStreams } from '#shared/ipc/contract.ts';
import type { z } from 'zod';
import { main } from '../ipc/services.ts';

type Research = z.output<(typeof mainStreams)['app.research']>;

interface ConnectionState {
  /** The research process as main sees it. */
  readonly research: Research;
  readonly appInfo: AppInfo | null;
}

export const useConnection = create<ConnectionState>(() => ({
  research: { state: 'starting', detail: null },
  appInfo: null,
}));

export async function loadAppInfo(): Promise<void> {
  const result = await main.invoke('app.info', {});
  if (result.ok) useConnection.setState({ appInfo: result.value });
}
