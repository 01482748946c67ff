import { z } from 'zod';

/**
 * What main posts to the research process over the utility process's own channel, as plain structured clones: first
 * `init`, then ports. Everything else goes over those ports, in the terms of contract.ts.
 */
export const researchBootSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('init'),
    dataDirectory: z.string().min(1),
    /** Of this run of the application: a research process that is started anew takes back what the last one deleted. */
    sessionId: z.uuid(),
    /** The CSV that a new library is filled with. */
    seedCsvPath: z.string().min(1),
    appVersion: z.string(),
    codeVersion: z.string(),
  }),
  /** Brings one port on which `supervisionRequests` are served to main. */
  z.strictObject({ kind: z.literal('supervision-port') }),
  /** Brings one port on which `researchRequests` and `researchStreams` are served to one renderer. */
  z.strictObject({ kind: z.literal('renderer-port') }),
]);
export type ResearchBoot = z.output<typeof researchBootSchema>;
export type ResearchInit = Extract<ResearchBoot, { kind: 'init' }>;
