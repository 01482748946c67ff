import { main } from '../ipc/services.ts';
import { changeDraft } from '../stores/backtest-draft.ts';
import { notify, notifyProblem } from '../stores/notices.ts';
import { showPanel } from '../stores/workspace.ts';
import type { Command } from './command.ts';

/** The user's own strategies, which are files in a folder. */
export const strategyCommands: readonly Command[] = [
  {
    id: 'strategies.create',
    title: 'New strategy from template',
    group: 'Backtest',
    enabled: () => true,
    async run() {
      const created = await main.invoke('strategies.create', {});
      if (!created.ok) return notifyProblem(created.error, 'write a new strategy');
      const { file } = created.value;
      // The template's id is the name of its file.
      changeDraft({ strategyId: file.replace(/\.ts$/, '') });
      showPanel('backtest');
      notify('info', `${file} is in your strategies folder. What you save there can be run here at once.`);
    },
  },
  {
    id: 'strategies.openFolder',
    title: 'Open strategies folder',
    group: 'Backtest',
    enabled: () => true,
    async run() {
      const opened = await main.invoke('strategies.openFolder', {});
      if (!opened.ok) notifyProblem(opened.error, 'open the strategies folder');
    },
  },
];
