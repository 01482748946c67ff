/**
 * Whether trading goes on, and the kill switch. The renderer shows this and asks; main decides. The native menu and the
 * global hotkey halt without the renderer.
 */
import { z } from 'zod';

const nothing = z.strictObject({});

/** Why trading is not `active`. The first of the list is the one that decides the state. */
const TRADING_REASONS = [
  'kill-switch',
  'journal-failed',
  'not-connected',
  'not-reconciled',
  'differences',
  'journal-damaged',
  'breaker',
  'reset-window',
] as const;

export const tradingReasonSchema = z.strictObject({
  code: z.enum(TRADING_REASONS),
  /** What it is, with its numbers. */
  message: z.string(),
  /** What to do about it. */
  help: z.string(),
  /** Unix ms. */
  since: z.number(),
});
export type TradingReason = z.output<typeof tradingReasonSchema>;

/** Who pulled it: a command of the window, the menu, the global hotkey, a rule, or the state found at the start. */
const HALTED_BY = ['window', 'menu', 'hotkey', 'program'] as const;

export const killSwitchSchema = z.strictObject({
  isHalted: z.boolean(),
  /** Unix ms; null while it is not. */
  since: z.number().nullable(),
  by: z.enum(HALTED_BY).nullable(),
  /** Positions are to be closed too. */
  isFlattening: z.boolean(),
  /** Of the kill switch: cancels asked for whose end is not known. */
  cancelsOpen: z.number().int(),
  /** The global hotkey as Electron writes it; null when the system refused it, and `hotkeyTrouble` says why. */
  hotkey: z.string().nullable(),
  hotkeyTrouble: z.string().nullable(),
});

/** Something in which our book and the broker's are not the same. Shown until it is gone or the user has accepted it. */
export const differenceSchema = z.strictObject({
  /** The same as long as it is the same difference. */
  key: z.string().min(1).max(200),
  /** `journal`: rows of our own that cannot be read. */
  about: z.enum(['order', 'execution', 'position', 'cash', 'journal']),
  /** What is ours, what is theirs, with the numbers. */
  message: z.string(),
  help: z.string(),
  /** Unix ms at which it was first seen. */
  since: z.number(),
  account: z.string().nullable(),
  contractId: z.number().int().nullable(),
  orderKey: z.string().nullable(),
  canBeAccepted: z.boolean(),
});
export type Difference = z.output<typeof differenceSchema>;

export const reconciliationStatusSchema = z.strictObject({
  state: z.enum(['unproven', 'differences', 'clean']),
  isRunning: z.boolean(),
  /** Unix ms of the last that ended with an answer; null: none yet. */
  lastAt: z.number().nullable(),
  /** Why the last one could not be ended; null when it was. */
  trouble: z.string().nullable(),
  differences: z.array(differenceSchema),
});
export type ReconciliationStatus = z.output<typeof reconciliationStatusSchema>;

export const tradingStatusSchema = z.strictObject({
  state: z.enum(['halted', 'reducing', 'active']),
  reasons: z.array(tradingReasonSchema),
  killSwitch: killSwitchSchema,
  reconciliation: reconciliationStatusSchema,
  /** Orders that could still trade, ours and external ones; those of unknown outcome count. */
  workingOrders: z.number().int(),
  unknownOrders: z.number().int(),
});
export type TradingStatus = z.output<typeof tradingStatusSchema>;

export const tradingRequests = {
  'trading.status': { input: nothing, output: tradingStatusSchema },
  /**
   * Kill switch: nothing new goes out from here on, over restarts too; then every working order is cancelled, then, with
   * `flatten`, positions are closed once they are proven. Both on the profile it was pulled on, and on no other. Never asks. Code: `journal-failed` (it is halted all the same).
   */
  'trading.halt': {
    input: z.strictObject({ flatten: z.boolean() }),
    output: z.strictObject({ cancelsAsked: z.number().int() }),
  },
  /** Asks natively in main. `isResumed` is false when the user said no. */
  'trading.resume': { input: nothing, output: z.strictObject({ isResumed: z.boolean() }) },
  /** Compares with the broker now. Codes: `not-connected`, `reconciliation-failed`. */
  'trading.reconcile': { input: nothing, output: reconciliationStatusSchema },
  /**
   * The user has looked at an open difference and takes the broker's word for it; written to the audit log. Asks natively.
   * Codes: `difference-gone`.
   */
  'trading.acceptDifference': {
    input: z.strictObject({ key: z.string().min(1).max(200) }),
    output: z.strictObject({ isAccepted: z.boolean() }),
  },
} as const;

export const tradingStreams = {
  /** At every change; the present one on subscribing. */
  'trading.status': tradingStatusSchema,
} as const;
