import { useBroker } from '../stores/broker.ts';
import { useSelection } from '../stores/selection.ts';
import { changeSettings, useSettings } from '../stores/settings.ts';
import { openPreset, openTicket, submitTicket } from '../stores/ticket.ts';
import { TICKET_PRESETS_MAX } from '#shared/model/ticket-preset.ts';
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
  ...Array.from({ length: TICKET_PRESETS_MAX }, (_, index) => presetCommand(index)),
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

/** The presets are the user's: there is a command for each place, named after what stands there. */
function presetCommand(index: number): Command {
  const preset = () => useSettings.getState().ticketPresets[index];
  return {
    id: `ticket.preset.${index + 1}`,
    get title() {
      const name = preset()?.name;
      return `Order ticket preset ${index + 1}${name === undefined ? '' : `: ${name}`}`;
    },
    group: 'Trading',
    hotkey: `mod+shift+${index + 1}`,
    enabled: () => hasContract() && preset() !== undefined,
    run() {
      const found = preset();
      if (found !== undefined) openPreset(found);
    },
  };
}

/** Enter: sends, or asks for a second Enter where the profile has not done without it. */
export function submit(): Promise<void> {
  const id = profileId();
  return submitTicket(id === null || !useSettings.getState().sendsAtOnce.includes(id));
}
