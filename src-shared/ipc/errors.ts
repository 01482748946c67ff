import { z } from 'zod';

/**
 * Every way a request can end other than with its answer. `failed` is the service's own refusal, in words a trader can
 * act on; the rest is the road between.
 */
export const ipcErrorSchema = z.discriminatedUnion('kind', [
  /** The input did not fit the schema; `issues` name the place and the fault. */
  z.strictObject({ kind: z.literal('invalid-request'), request: z.string(), issues: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('unknown-request'), request: z.string() }),
  /** Too many requests are waiting at the other end. Try again later. */
  z.strictObject({ kind: z.literal('overloaded'), pending: z.number(), limit: z.number() }),
  z.strictObject({ kind: z.literal('timeout'), afterMs: z.number() }),
  z.strictObject({ kind: z.literal('cancelled') }),
  /** The other process is gone; whether it acted is not known. */
  z.strictObject({ kind: z.literal('disconnected') }),
  z.strictObject({
    kind: z.literal('failed'),
    /** Stable, kebab-case: `series-in-use`, `file-not-found`. */
    code: z.string(),
    /** What happened, with its numbers. */
    message: z.string(),
    /** What to do about it. */
    help: z.string().optional(),
  }),
  /** A bug at the other end: logged there under this correlation id. */
  z.strictObject({ kind: z.literal('internal'), correlationId: z.string() }),
]);
export type IpcError = z.output<typeof ipcErrorSchema>;
export type ServiceFailure = Extract<IpcError, { kind: 'failed' }>;

export function failure(code: string, message: string, help?: string): ServiceFailure {
  return help === undefined ? { kind: 'failed', code, message } : { kind: 'failed', code, message, help };
}
