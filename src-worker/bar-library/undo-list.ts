import { randomUUID } from 'node:crypto';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { Undo } from './library-api.ts';

interface Step {
  /** Takes it back. */
  readonly undo: () => Result<null, ServiceFailure>;
  /** Makes it final. */
  readonly settle: () => void;
}

/** What can be taken back until the application closes. Each step at most once. */
export class UndoList {
  private readonly steps = new Map<string, Step>();

  add(make: (undoId: string) => Step): Undo {
    const undoId = randomUUID();
    this.steps.set(undoId, make(undoId));
    return { undoId };
  }

  undo(undoId: string): Result<null, ServiceFailure> {
    const step = this.steps.get(undoId);
    if (step === undefined) {
      return err(
        failure(
          'undo-unknown',
          'That can no longer be undone.',
          'Only what was done since the start, and was not undone yet, can be.',
        ),
      );
    }
    const undone = step.undo();
    if (undone.ok) this.steps.delete(undoId);
    return undone;
  }

  settleAll(): void {
    for (const step of this.steps.values()) step.settle();
    this.steps.clear();
  }
}
