import { z } from 'zod';

/** A number of bars. */
export function bars(standard: number, title: string, description: string) {
  return z.number().int().min(1).max(5_000).default(standard).meta({ title, description });
}

/** A level of an index between 0 and 100. */
export function level(standard: number, title: string, description: string) {
  return z.number().min(0).max(100).default(standard).meta({ title, description });
}

/** How many deviations or ranges. */
export function factor(standard: number, title: string, description: string) {
  return z.number().min(0.01).max(100).default(standard).meta({ title, description });
}
