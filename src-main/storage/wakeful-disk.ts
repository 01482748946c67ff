import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';

const HELP = 'Orders go out all the same, a little later each.';
const BLOCK_BYTES = 4096;
/** Memory handed out begins at a multiple of it. */
const ADDRESS_STEP = 16;

/**
 * Keeps the disk awake while an order is likely: reads a block past the system's cache again and again, so that the flush of
 * the next order's row meets neither a sleeping disk nor a sleeping processor (ADR 0010). Reading wears no disk. Only where the
 * system has `O_DIRECT` (Linux); elsewhere it does nothing.
 */
export class WakefulDisk {
  readonly #path: string;
  readonly #memory = Buffer.alloc(2 * BLOCK_BYTES);
  /** Where a whole block of memory begins in it, once that is known. */
  #offset = 0;
  #file: FileHandle | null = null;
  #isReading = false;
  #isClosed = false;
  #blocksRead = 0;
  #failure: ServiceFailure | null = null;

  /** @param journalPath of trading.db, whose disk is meant */
  constructor(journalPath: string) {
    this.#path = `${journalPath}-wake`;
  }

  get blocksRead(): number {
    return this.#blocksRead;
  }

  /** Begins a read, unless one is under way. That it failed is told once, by the next call; from then on nothing is read. */
  touch(): Result<null, ServiceFailure> {
    const failed = this.#failure;
    this.#failure = null;
    if (failed !== null) return err(failed);
    if (!this.#isReading && !this.#isClosed && hasDirectReads()) void this.#read();
    return ok(null);
  }

  /** Stops for good. A read under way ends first. */
  close(): void {
    this.#isClosed = true;
    if (!this.#isReading) void this.#letGo();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      this.#file ??= await this.#opened();
      await this.#file.read(this.#memory, this.#offset, BLOCK_BYTES, 0);
      this.#blocksRead++;
    } catch (error) {
      this.#isClosed = true;
      const why = error instanceof Error ? error.message : String(error);
      this.#failure = failure(
        'wakeful-disk',
        `${this.#path} cannot be read past the system's cache: ${why}.`,
        HELP,
      );
    }
    this.#isReading = false;
    if (this.#isClosed) await this.#letGo();
  }

  /** A file of one block, flushed. It loses its name at once, so that nothing of it is left whatever happens. */
  async #opened(): Promise<FileHandle> {
    const file = await open(this.#path, constants.O_RDWR | constants.O_CREAT | constants.O_DIRECT, 0o600);
    try {
      await rm(this.#path);
      await this.#writeBlock(file);
      await file.datasync();
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Past the cache the system takes whole blocks of memory only, and nobody tells where ours begin: it is tried. */
  async #writeBlock(file: FileHandle): Promise<void> {
    for (;;) {
      try {
        await file.write(this.#memory, this.#offset, BLOCK_BYTES, 0);
        return;
      } catch (error) {
        this.#offset += ADDRESS_STEP;
        if (this.#offset > BLOCK_BYTES) throw error;
      }
    }
  }

  async #letGo(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }
}

/** The types assume Linux: elsewhere the constant does not exist. */
function hasDirectReads(): boolean {
  return (constants.O_DIRECT as number | undefined) !== undefined;
}
