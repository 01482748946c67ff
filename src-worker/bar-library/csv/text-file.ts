import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { sniffNotText } from './sniff-text.ts';

/** Rows of one read are parsed in one go, so this bounds how long other calls wait: about 10 ms. */
const READ_BYTES = 256 * 1024;
const SNIFF_BYTES = 4 * 1024;

/** A file of text that is read from front to back in pieces, once. */
export interface TextFile {
  readonly name: string;
  readonly bytes: number;
  /** Decoded pieces, cut anywhere; a byte order mark is left out, bytes that are not UTF-8 become U+FFFD. */
  pieces(): AsyncGenerator<{ readonly text: string; readonly bytesDone: number }>;
  close(): Promise<void>;
}

/** Codes: `file-not-found`, `file-unreadable`, `not-a-file`, `file-empty`, `not-text`. */
export async function openTextFile(path: string): Promise<Result<TextFile, ServiceFailure>> {
  const name = basename(path);
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const { size, isFile } = await handle.stat().then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
    const refusal = isFile ? await judge(handle, name, size) : notAFile(name);
    if (refusal !== undefined) {
      await handle.close();
      return err(refusal);
    }
    return ok(textFile(handle, name, size));
  } catch (error) {
    await handle?.close();
    return err(fileFailure(error, path));
  }
}

/** What the file system refused, in words; anything else is thrown on. */
export function fileFailure(error: unknown, path: string): ServiceFailure {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return failure('file-not-found', `${path} does not exist.`, 'Check the name and the folder.');
    case 'EISDIR':
      return notAFile(basename(path));
    case 'ENOSPC':
      return failure('disk-full', `The disk that holds ${path} is full.`, 'Free space and try again.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failure('file-unreadable', `${path} cannot be opened: this user may not.`, 'Check its rights.');
    case undefined:
      throw error;
    default:
      return failure(
        'file-unreadable',
        `${path} cannot be read or written: ${message}.`,
        'Check the disk and the path.',
      );
  }
}

function notAFile(name: string): ServiceFailure {
  return failure('not-a-file', `${name} is a folder or a device, not a file.`, 'Choose a CSV file.');
}

async function judge(handle: FileHandle, name: string, size: number): Promise<ServiceFailure | undefined> {
  if (size === 0) return failure('file-empty', `${name} is empty.`, 'Choose a file with rows in it.');
  const head = new Uint8Array(Math.min(SNIFF_BYTES, size));
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  const why = sniffNotText(head.subarray(0, bytesRead));
  return why === null ? undefined : failure('not-text', `${name} ${why}.`);
}

function textFile(handle: FileHandle, name: string, bytes: number): TextFile {
  return {
    name,
    bytes,
    async *pieces() {
      const decoder = new TextDecoder('utf-8');
      const buffer = new Uint8Array(READ_BYTES);
      let bytesDone = 0;
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, bytesDone);
        if (bytesRead === 0) break;
        bytesDone += bytesRead;
        yield { text: decoder.decode(buffer.subarray(0, bytesRead), { stream: true }), bytesDone };
      }
      yield { text: decoder.decode(), bytesDone };
    },
    close: () => handle.close(),
  };
}
