import { z } from 'zod';

/** What the user has chosen for the application; one row per key in trading.db. */
export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'dark', 'light']).default('dark'),
  /** Blue and orange instead of green and red. */
  colourBlindPalette: z.boolean().default(false),
  density: z.enum(['compact', 'comfortable']).default('compact'),
  /** Electron's zoom level: 0 is 100 %, each step 20 %. */
  zoomLevel: z.number().min(-3).max(5).default(0),
  timeDisplay: z.enum(['exchange', 'local']).default('exchange'),
});
export type Settings = z.output<typeof settingsSchema>;
export const settingsPatchSchema = z.strictObject({
  theme: z.enum(['system', 'dark', 'light']).optional(),
  colourBlindPalette: z.boolean().optional(),
  density: z.enum(['compact', 'comfortable']).optional(),
  zoomLevel: z.number().min(-3).max(5).optional(),
  timeDisplay: z.enum(['exchange', 'local']).optional(),
});
