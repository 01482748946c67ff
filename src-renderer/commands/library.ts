import type { SeriesId } from '#shared/model/series.ts';
import { formatBytes } from '../format/number.ts';
import { main, research } from '../ipc/services.ts';
import { ask } from '../stores/dialogs.ts';
import { startImport } from '../stores/import.ts';
import { useLibrary } from '../stores/library.ts';
import { notify, notifyProblem } from '../stores/notices.ts';
import { selectSeries, useSelection } from '../stores/selection.ts';
import { showPanel } from '../stores/workspace.ts';
import type { Command } from './command.ts';
import { undoAction } from './undo.ts';

export const libraryCommands: readonly Command[] = [
  {
    id: 'library.import',
    title: 'Import bars from a CSV file…',
    group: 'Library',
    hotkey: 'mod+i',
    enabled: () => true,
    run: chooseImport,
  },
  {
    id: 'library.delete',
    title: 'Delete the selected series…',
    group: 'Library',
    enabled: () => useSelection.getState().seriesId !== null,
    async run() {
      const { seriesId } = useSelection.getState();
      if (seriesId !== null) await deleteSeries(seriesId);
    },
  },
  {
    id: 'library.backup',
    title: 'Back up the library and all runs…',
    group: 'Library',
    enabled: () => true,
    run: backup,
  },
];

async function chooseImport(): Promise<void> {
  showPanel('library');
  const chosen = await main.invoke('files.chooseImport', {});
  if (!chosen.ok) notifyProblem(chosen.error, 'ask for the file');
  else if (chosen.value.grant !== null) await startImport(chosen.value.grant);
}

export async function deleteSeries(seriesId: SeriesId): Promise<void> {
  const series = useLibrary.getState().value?.find((one) => one.seriesId === seriesId);
  if (series === undefined) return;
  const name = `${series.symbol}, ${series.barSize}, from ${series.source}`;
  const yes = await ask({
    title: `Delete ${name}?`,
    text: `${series.barCount.toLocaleString()} bars are removed from the library. Runs that used them stay. You can undo this until Tradewind closes.`,
    confirm: `Delete ${series.symbol}`,
  });
  if (!yes) return;
  const result = await research.invoke('library.delete', { seriesId });
  if (!result.ok) {
    notifyProblem(result.error, `delete ${name}`);
    return;
  }
  if (useSelection.getState().seriesId === seriesId) selectSeries(null);
  notify('info', `Deleted ${name}.`, {
    detail: 'It can be taken back until Tradewind closes.',
    action: undoAction(result.value.undoId, `${series.symbol} is back in the library.`),
  });
}

async function backup(): Promise<void> {
  const suggestedName = `tradewind-library-${new Date().toISOString().slice(0, 10)}.db`;
  const chosen = await main.invoke('files.chooseSave', { suggestedName, kind: 'backup' });
  if (!chosen.ok) {
    notifyProblem(chosen.error, 'ask where to save the backup');
    return;
  }
  const { grant } = chosen.value;
  if (grant === null) return;
  notify('info', `Backing up the library to ${grant.name}…`);
  const result = await research.invoke('library.backup', { grantId: grant.grantId });
  if (!result.ok) {
    notifyProblem(result.error, 'back up the library');
    return;
  }
  notify('success', `Backed up the library: ${grant.name}, ${formatBytes(result.value.bytes)}.`, {
    detail: result.value.path,
    action: undoAction(result.value.undoId, `The backup ${grant.name} was removed.`),
  });
}

/** Writes every refused row of an import, those that the report leaves out included. */
export async function saveRefusedRows(importId: string, fileName: string): Promise<void> {
  const suggestedName = `${fileName.replace(/\.[^.]*$/, '').slice(0, 90)} refused rows.csv`;
  const chosen = await main.invoke('files.chooseSave', { suggestedName, kind: 'csv' });
  if (!chosen.ok) {
    notifyProblem(chosen.error, 'ask where to save the refused rows');
    return;
  }
  const { grant } = chosen.value;
  if (grant === null) return;
  const saved = await research.invoke('library.saveRefusedRows', { importId, grantId: grant.grantId });
  if (saved.ok) notify('success', `Wrote ${grant.name}.`);
  else notifyProblem(saved.error, `write ${grant.name}`);
}
