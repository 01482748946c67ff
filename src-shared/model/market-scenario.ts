import { z } from 'zod';

/** What a simulated market can go through; what each does to prices is told in simulation/market/scenario.ts. */
export const SCENARIOS = [
  'normal',
  'trending',
  'ranging',
  'choppy',
  'crisis',
  'flash-crash',
  'quiet',
] as const;
export const scenarioSchema = z.enum(SCENARIOS);
export type Scenario = z.output<typeof scenarioSchema>;
