import { type FileGrant, fileGrantSchema } from '#shared/model/import.ts';

/** What the preload puts on the window: only what cannot cross a port. */
interface Bridge {
  /** Lets the application read the file that was dropped. Rejects what is not a file on disk. */
  grantDroppedFile(file: File): Promise<unknown>;
}

declare global {
  interface Window {
    readonly tradewind?: Bridge;
  }
}

/** Null when what was dropped is not a file on disk. */
export async function grantDroppedFile(file: File): Promise<FileGrant | null> {
  const parsed = fileGrantSchema.safeParse(await window.tradewind?.grantDroppedFile(file));
  return parsed.success ? parsed.data : null;
}
