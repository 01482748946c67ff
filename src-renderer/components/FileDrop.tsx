import { type DragEvent, type ReactNode, useState } from 'react';
import type { FileGrant } from '#shared/model/import.ts';
import { grantDroppedFile } from '../ipc/bridge.ts';
import { notify } from '../stores/notices.ts';
import styles from './file-drop.module.css';

interface FileDropProps {
  readonly onFile: (grant: FileGrant) => Promise<void>;
  /** The other way to the same: "use Import". */
  readonly otherwise: string;
  readonly children: ReactNode;
}

/** Fills its place, and takes a CSV file that is dropped on it. */
export function FileDrop({ onFile, otherwise, children }: FileDropProps) {
  const [isOver, setOver] = useState(false);

  async function drop(event: DragEvent): Promise<void> {
    event.preventDefault();
    setOver(false);
    const files = [...event.dataTransfer.files];
    const file = files[0];
    if (file === undefined) return;
    if (files.length > 1)
      notify('warning', `${files.length} files were dropped; ${file.name} is opened first.`);
    const grant = await grantDroppedFile(file);
    if (grant === null) {
      notify('error', `${file.name} cannot be read.`, {
        detail: `Drop a CSV file from the file manager, or ${otherwise}.`,
      });
    } else {
      await onFile(grant);
    }
  }

  return (
    <div
      className={styles['drop']}
      data-over={isOver}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => void drop(event)}
    >
      {children}
    </div>
  );
}
