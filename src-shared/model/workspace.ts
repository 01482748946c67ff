import { z } from 'zod';

/** The workspaces that are shipped, in the order of their tabs. Each keeps a layout of its own. */
export const WORKSPACES = ['trading', 'research', 'risk', 'monitoring'] as const;
export const workspaceIdSchema = z.enum(WORKSPACES);
export type WorkspaceId = z.output<typeof workspaceIdSchema>;
