import { research } from '../ipc/services.ts';
import { type NoticeAction, notify, notifyProblem } from '../stores/notices.ts';

/** @param undone what is true again afterwards: "SPX is back in the library." */
export function undoAction(undoId: string, undone: string): NoticeAction {
  return {
    label: 'Undo',
    async run() {
      const result = await research.invoke('library.undo', { undoId });
      if (result.ok) notify('success', undone);
      else notifyProblem(result.error, 'undo it');
    },
  };
}
