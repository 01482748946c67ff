/** Stack frames of a user's strategy carry its file's name, in a form that no name can break. */
const SCHEME = 'user-strategy:';

export function frameName(file: string): string {
  return SCHEME + encodeURIComponent(file);
}

export interface UserFrame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const FRAME = /user-strategy:([\w.!~*'()%-]+):(\d+):(\d+)/;

/** Where in a user's file an error came about: the innermost frame that is theirs. Null: in no such file. */
export function userFrame(error: unknown): UserFrame | null {
  const stack = error instanceof Error && typeof error.stack === 'string' ? error.stack : '';
  // The message comes first in a stack and may say anything.
  const frame = FRAME.exec(stack.slice(Math.max(0, stack.indexOf('\n    at '))));
  if (frame === null) return null;
  try {
    return { file: decodeURIComponent(frame[1]!), line: Number(frame[2]), column: Number(frame[3]) };
  } catch {
    return null; // no name of ours: a message that looks like a frame
  }
}
