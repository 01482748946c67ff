import { BUILT_IN_PROFILES, PRACTICE_PROFILE_ID, type ConnectionProfile } from '#shared/model/connection.ts';
import type { DataKind } from '#shared/model/quote.ts';
import type { IpcError } from '#shared/ipc/errors.ts';
import { main } from '../ipc/services.ts';
import { useBroker } from '../stores/broker.ts';
import { ask } from '../stores/dialogs.ts';
import { notify, notifyProblem } from '../stores/notices.ts';
import { changeSettings } from '../stores/settings.ts';
import { showPanel } from '../stores/workspace.ts';
import type { Command } from './command.ts';

const status = () => useBroker.getState().status;
const isOff = () => status()?.phase === 'disconnected';

export const connectionCommands: readonly Command[] = [
  {
    id: 'connection.connect',
    title: 'Connect to the last profile',
    group: 'Connection',
    hotkey: 'mod+alt+c',
    enabled: isOff,
    run: () => connectTo(useBroker.getState().settings?.lastProfileId ?? PRACTICE_PROFILE_ID),
  },
  {
    id: 'connection.disconnect',
    title: 'Disconnect from the broker',
    group: 'Connection',
    hotkey: 'mod+alt+d',
    enabled: () => status() !== null && !isOff(),
    run: disconnect,
  },
  {
    id: 'connection.retry',
    title: 'Try to connect now',
    group: 'Connection',
    enabled: () => typeof status()?.nextTryAt === 'number',
    run: retry,
  },
  {
    id: 'connection.switch',
    title: 'Switch the connection profile',
    group: 'Connection',
    hotkey: 'mod+alt+p',
    enabled: () => useBroker.getState().settings !== null,
    run: switchProfile,
  },
  ...BUILT_IN_PROFILES.map(({ id, name }): Command => ({
    id: `connection.connect.${id}`,
    title: `Connect: ${name}`,
    group: 'Connection',
    enabled: () => !isUsing(id),
    run: () => connectTo(id),
  })),
];

/** Whether this profile is the one that is connected or tried. */
export function isUsing(profileId: string): boolean {
  return !isOff() && status()?.profile?.id === profileId;
}

/** Main asks the user natively before a live one. */
export async function connectTo(profileId: string): Promise<void> {
  tell(await main.invoke('connection.connect', { profileId }), 'connect');
}

export async function chooseAccount(account: string): Promise<void> {
  tell(await main.invoke('connection.useAccount', { account }), `use account ${account}`);
}

export async function setConnectAtStart(isOn: boolean): Promise<void> {
  tell(await main.invoke('connection.setConnectAtStart', { isOn }), 'keep what is done at the start');
}

/** @returns what is wrong with it, null when it is kept */
export async function saveProfile(profile: ConnectionProfile): Promise<string | null> {
  const result = await main.invoke('connection.saveProfile', { profile });
  if (result.ok) return null;
  if (result.error.kind === 'failed' && result.error.code !== 'live-not-confirmed')
    return `${result.error.message} ${result.error.help ?? ''}`.trim();
  tell(result, 'keep the profile');
  return null;
}

export async function deleteProfile({ id, name }: ConnectionProfile): Promise<void> {
  const isBuiltIn = BUILT_IN_PROFILES.some((one) => one.id === id);
  const yes = await ask({
    title: isBuiltIn ? `Set ${name} back?` : `Delete ${name}?`,
    text: isBuiltIn
      ? 'Its address, client id and account go back to what they were at first.'
      : 'Its address and client id are forgotten. Orders at the broker stay as they are.',
    confirm: isBuiltIn ? `Set ${name} back` : `Delete ${name}`,
  });
  if (yes) tell(await main.invoke('connection.deleteProfile', { profileId: id }), `delete ${name}`);
}

async function disconnect(): Promise<void> {
  tell(await main.invoke('connection.disconnect', {}), 'disconnect');
}

async function retry(): Promise<void> {
  tell(await main.invoke('connection.retry', {}), 'try to connect');
}

function switchProfile(): void {
  showPanel('connection');
  // The panel may have to be drawn first.
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>('[data-profiles] button:not(:disabled)')?.focus(),
  );
}

/** Asked for at once, and from the next start on. */
export async function chooseDataKind(kind: DataKind): Promise<void> {
  const result = await main.invoke('marketData.setDataKind', { kind });
  if (!result.ok) return notifyProblem(result.error, 'ask for other market data');
  await changeSettings({ dataKind: kind });
}

/** The user's own no is no error. */
function tell(
  result: { readonly ok: true } | { readonly ok: false; readonly error: IpcError },
  attempt: string,
): void {
  if (result.ok) return;
  const { error } = result;
  if (error.kind === 'failed' && error.code === 'live-not-confirmed')
    notify('info', error.message, { detail: error.help ?? '' });
  else notifyProblem(error, attempt);
}
