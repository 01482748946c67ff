import { z } from 'zod';
import type { Brand } from '../kernel/brand.ts';

/** ISO 4217 code, or the ticker of a crypto currency: three to five capitals. */
export type Currency = Brand<string, 'Currency'>;

export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3,5}$/, 'a currency is three to five capital letters, such as USD')
  .transform((code) => code as Currency);

export const USD = currencySchema.parse('USD');
