import { z } from 'zod';
import { INDICATORS } from '#shared/indicators/library.ts';
import { defineStrategy } from '#shared/strategies/strategy.ts';

/** What a strategy's file imports from. */
export const SDK_NAME = 'tradewind-sdk';

/** Everything a strategy's file can import, by name; the types of it are in strategy-sdk. */
export const SDK: Readonly<Record<string, unknown>> = Object.freeze({
  defineStrategy,
  z,
  ...Object.fromEntries(INDICATORS.map((one) => [indicatorName(one.id), Object.freeze({ ...one })])),
});

export const SDK_NAMES: ReadonlySet<string> = new Set(Object.keys(SDK));

/** `super-trend` → `superTrend` */
function indicatorName(id: string): string {
  return id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
