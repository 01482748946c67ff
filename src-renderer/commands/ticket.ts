import { useBroker } from '../stores/broker.ts';
import { useSelection } from '../stores/selection.ts';
import { changeSettings, useSettings } from '../stores/settings.ts';
import { openTicket, submitTicket } from '../stores/ticket.ts';
import type { Command } from './command.ts';

const hasContract = () => useSelection.getState().contract !== null;
const profileId = () => useBroker.getState().status?.profile?.id ?? null;

export const ticketCommands: readonly Command[] = [
  {
    id: 'ticket.buy',
    title: 'Buy the selected symbol',
    group: 'Trading',
    hotkey: 'b',
    isPlainKey: true,
    enabled: hasContract,
    run: () => openTicket('buy'),
  },
  {
    id: 'ticket.sell',
    title: 'Sell the selected symbol',
    group: 'Trading',
    hotkey: 's',
    isPlainKey: true,
    enabled: hasContract,
    run: () => openTicket('sell'),
  },
  {
    id: 'ticket.toggleConfirmation',
    title: 'Ask once more before an order is sent: on or off for this profile',
    group: 'Trading',
    enabled: () => profileId() !== null,
    async run() {
      const id = profileId();
      if (id === null) return;
      const { sendsAtOnce } = useSettings.getState();
      await changeSettings({
        sendsAtOnce: sendsAtOnce.includes(id)
          ? sendsAtOnce.filter((one) => one !== id)
          : [...sendsAtOnce, id],
      });
    },
  },
];

/** Enter: sends, or asks for a second Enter where the profile has not done without it. */
export function submit(): Promise<void> {
  const id = profileId();
  return submitTicket(id === null || !useSettings.getState().sendsAtOnce.includes(id));
}
