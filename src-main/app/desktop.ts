import { clipboard, dialog, shell, type BrowserWindow, type FileFilter } from 'electron';
import type { ImportKind } from '#shared/model/import.ts';
import type { Desktop, SaveKind } from '../ports/desktop.ts';

const IMPORTS: Readonly<Record<ImportKind, { title: string; name: string }>> = {
  bars: { title: 'Import bars', name: 'Bars as text (CSV, TSV, TXT)' },
  actions: { title: 'Splits and dividends', name: 'Splits and dividends as text (CSV, TSV, TXT)' },
};
const SAVE_FILTERS: Readonly<Record<SaveKind, FileFilter[]>> = {
  csv: [{ name: 'CSV', extensions: ['csv'] }],
  'tables-csv': [{ name: 'CSV', extensions: ['csv'] }],
  json: [{ name: 'JSON', extensions: ['json'] }],
  html: [{ name: 'HTML report', extensions: ['html'] }],
  backup: [{ name: 'Library backup', extensions: ['db'] }],
};

/** Electron's dialogs and shell. Dialogs belong to the window, so that they cannot get lost behind it. */
export function electronDesktop(window: () => BrowserWindow | null): Desktop {
  return {
    async chooseImportFile(what) {
      const { title, name } = IMPORTS[what];
      const filters: FileFilter[] = [
        { name, extensions: ['csv', 'tsv', 'txt'] },
        { name: 'All files', extensions: ['*'] },
      ];
      const options = { title, properties: ['openFile' as const], filters };
      const owner = window();
      const { canceled, filePaths } = await (owner === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(owner, options));
      return canceled ? null : (filePaths[0] ?? null);
    },
    async chooseSavePath(suggestedName, kind) {
      const options = { title: 'Save', defaultPath: suggestedName, filters: SAVE_FILTERS[kind] };
      const owner = window();
      const { canceled, filePath } = await (owner === null
        ? dialog.showSaveDialog(options)
        : dialog.showSaveDialog(owner, options));
      return canceled || filePath === '' ? null : filePath;
    },
    async open(path) {
      const reason = await shell.openPath(path);
      return reason === '' ? null : reason;
    },
    reveal(path) {
      shell.showItemInFolder(path);
    },
    writeClipboard(text) {
      void clipboard.writeText(text);
    },
    async confirm({ title, message, detail, agree, signal }) {
      const options = {
        ...{ type: 'warning' as const, title, message, detail, buttons: ['Cancel', agree] },
        ...{ defaultId: 0, cancelId: 0, noLink: true },
        ...(signal !== undefined && { signal }),
      };
      const owner = window();
      const { response } = await (owner === null
        ? dialog.showMessageBox(options)
        : dialog.showMessageBox(owner, options));
      return response === 1;
    },
  };
}
