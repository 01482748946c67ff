import type { EXPORT_FORMATS } from '#shared/ipc/contract.ts';
import type { ImportKind } from '#shared/model/import.ts';

export type SaveKind = (typeof EXPORT_FORMATS)[number] | 'backup';

/** What a person has to agree to, in a dialog that the renderer can neither draw nor answer. */
export interface Confirmation {
  readonly title: string;
  /** The question, with its numbers. */
  readonly message: string;
  readonly detail: string;
  /** What the button that agrees says; the other one says Cancel and is the default. */
  readonly agree: string;
  /** Takes the question back when there is nothing to ask any more: the answer is no then. */
  readonly signal?: AbortSignal;
}

/** What the user's desktop does for us: dialogs, the file manager, the programs of other files, the clipboard. */
export interface Desktop {
  /** Absolute path, or null when the dialog was closed. */
  chooseImportFile(what: ImportKind): Promise<string | null>;
  chooseSavePath(suggestedName: string, kind: SaveKind): Promise<string | null>;
  /** Opens a file or folder with the system's program for it. Null when it went well, else the reason. */
  open(path: string): Promise<string | null>;
  /** Shows a file in the file manager. */
  reveal(path: string): void;
  writeClipboard(text: string): void;
  /** Resolves when it is answered; a dialog that was closed is no. */
  confirm(confirmation: Confirmation): Promise<boolean>;
}
