import { z } from 'zod';
import { barSizeSchema } from './bar-size.ts';

/** An indicator on a chart, by its id in the library, with parameters that its definition checks. */
export const chartIndicatorSchema = z.strictObject({
  id: z.string().max(64),
  parameters: z.record(z.string().max(64), z.union([z.number(), z.string().max(64), z.boolean()])),
});
export type ChartIndicator = z.output<typeof chartIndicatorSchema>;

/** How the live chart is drawn, whatever contract it follows. */
export const chartSettingsSchema = z.strictObject({
  barSize: barSizeSchema.default('5 mins'),
  isRegularHoursOnly: z.boolean().default(false),
  indicators: z.array(chartIndicatorSchema).max(12).default([]),
});
export type ChartSettings = z.output<typeof chartSettingsSchema>;
