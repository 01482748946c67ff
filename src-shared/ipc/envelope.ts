import { z } from 'zod';
import { ipcErrorSchema } from './errors.ts';

/** Raised when an envelope changes its meaning. Both ends ship in one build, so there is one version to speak. */
export const WIRE_VERSION = 1;

const v = z.literal(WIRE_VERSION);
const requestId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'an id is 1 to 64 letters, digits or hyphens');
const name = z.string().min(1).max(100);
const sequence = z.number().int().min(0);

/** What a client sends. The id of a request is its correlation id in both ends' logs. */
export const clientEnvelopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ v, kind: z.literal('request'), id: requestId, name, input: z.unknown() }),
  z.strictObject({ v, kind: z.literal('cancel'), id: requestId }),
  z.strictObject({ v, kind: z.literal('subscribe'), stream: name }),
  z.strictObject({ v, kind: z.literal('unsubscribe'), stream: name }),
  /** The client has handled every push up to and including this one: the server may send as many more. */
  z.strictObject({ v, kind: z.literal('pushes-handled'), sequence }),
]);
export type ClientEnvelope = z.output<typeof clientEnvelopeSchema>;

/** What a server sends. */
export const serverEnvelopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ v, kind: z.literal('answer'), id: requestId, value: z.unknown() }),
  z.strictObject({ v, kind: z.literal('error'), id: requestId, error: ipcErrorSchema }),
  z.strictObject({
    v,
    kind: z.literal('pushes'),
    sequence,
    pushes: z.array(z.strictObject({ stream: name, value: z.unknown() })),
    /** Values dropped since the port was opened because this client reads too slowly, for streams without a key. */
    dropped: z.number().int().min(0),
  }),
  /** A message that cannot be answered under an id: malformed, of no known kind, or an id that is in use. */
  z.strictObject({ v, kind: z.literal('refused'), reason: z.string() }),
]);
export type ServerEnvelope = z.output<typeof serverEnvelopeSchema>;

/** The places and faults of a parse, for `invalid-request`: at most ten, since a hostile message can have a million. */
export function describeIssues(error: z.ZodError): string[] {
  return error.issues
    .slice(0, 10)
    .map((issue) => `${issue.path.map(String).join('.') || 'input'}: ${issue.message}`.slice(0, 300));
}
