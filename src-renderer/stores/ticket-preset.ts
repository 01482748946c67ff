import type { OrderSide } from '#shared/model/order-ticket.ts';
import { type TicketPreset, ticketPresetSchema } from '#shared/model/ticket-preset.ts';
import { parseDecimal } from './decimal.ts';
import { pricesOf, stepped, type TicketDraft } from './ticket-draft.ts';

/** Per cent are kept to this many decimals. */
const PERCENT_DECIMALS = 4;

export interface PresetPlace {
  readonly side: OrderSide;
  /** The side of the market that the order would meet; null: nobody knows, and prices stay empty. */
  readonly market: number | null;
  readonly minTick: number;
  /** Of the security type, for a preset without a quantity of its own. */
  readonly defaultQuantity: number;
}

/** What a preset makes of a ticket, its prices measured from the market and put on the tick. */
export function draftOfPreset(preset: TicketPreset, place: PresetPlace): Partial<TicketDraft> {
  const { side, market, minTick } = place;
  const sign = side === 'buy' ? 1 : -1;
  const at = (from: number | null, distance: number | null, direction: number): number | null =>
    from === null || distance === null
      ? null
      : from + direction * (preset.unit === 'percent' ? (from * distance) / 100 : distance);
  const limit = at(market, preset.limitDistance, -sign);
  const stop = at(market, preset.stopDistance, sign);
  const base = limit ?? stop ?? market;
  const text = (price: number | null) => (price === null ? '' : stepped(String(price), 0, minTick, null));
  return {
    ...{ side, type: preset.type, timeInForce: preset.timeInForce },
    quantity: String(preset.quantity ?? place.defaultQuantity),
    ...{ limit: text(limit), stop: text(stop) },
    trail: preset.trailDistance === null ? '' : String(preset.trailDistance),
    trailUnit: preset.unit,
    takeProfit: text(at(base, preset.takeProfitDistance, sign)),
    stopLoss: text(at(base, preset.stopLossDistance, -sign)),
  };
}

export type ReadPreset =
  | { readonly kind: 'preset'; readonly preset: TicketPreset }
  | { readonly kind: 'error'; readonly error: string };

/** The ticket as it is typed, its prices as distances from the market. */
export function presetOfDraft(
  draft: TicketDraft,
  { name, unit, market }: { name: string; unit: TicketPreset['unit']; market: number | null },
): ReadPreset {
  const refuse = (error: string): ReadPreset => ({ kind: 'error', error });
  if (name.trim() === '') return refuse('a name is needed');
  const fields = pricesOf(draft.type).map(([field]) => field);
  if (fields.includes('offset')) return refuse(`${draft.type} has an offset that presets do not keep`);
  if (draft.timeInForce === 'GTD') return refuse('GTD has a date of its own, choose another time in force');
  const sign = draft.side === 'buy' ? 1 : -1;
  const typed = (field: 'limit' | 'stop' | 'trail' | 'takeProfit' | 'stopLoss') =>
    draft[field].trim() === '' ? null : parseDecimal(draft[field]);
  const limit = fields.includes('limit') ? typed('limit') : null;
  const stop = fields.includes('stop') ? typed('stop') : null;
  const base = limit ?? stop ?? market;
  const needsMarket = limit !== null || stop !== null;
  if (needsMarket && (market === null || market <= 0)) return refuse('there is no price to measure from yet');
  const distance = (from: number | null, to: number | null, direction: number): number | null => {
    if (from === null || to === null) return null;
    const away = direction * (to - from);
    return rounded(unit === 'percent' ? (away / from) * 100 : away, unit);
  };
  const exits = { takeProfit: typed('takeProfit'), stopLoss: typed('stopLoss') };
  if ((exits.takeProfit !== null || exits.stopLoss !== null) && (base === null || base <= 0))
    return refuse('there is no price to measure the exits from yet');
  const preset = {
    ...{
      name,
      unit,
      type: draft.type,
      timeInForce: draft.timeInForce,
      quantity: parseDecimal(draft.quantity),
    },
    limitDistance: distance(market, limit, -sign),
    stopDistance: distance(market, stop, sign),
    trailDistance: fields.includes('trail') ? typed('trail') : null,
    takeProfitDistance: distance(base, exits.takeProfit, sign),
    stopLossDistance: distance(base, exits.stopLoss, -sign),
  };
  if (preset.trailDistance !== null && draft.trailUnit !== unit)
    return refuse(
      `the trail is in ${draft.trailUnit === 'percent' ? 'per cent' : 'price units'}, choose the same unit`,
    );
  const parsed = ticketPresetSchema.safeParse(preset);
  if (parsed.success) return { kind: 'preset', preset: parsed.data };
  const field = String(parsed.error.issues[0]?.path[0] ?? '');
  return refuse(WRONG[field] ?? 'this ticket cannot be kept as a preset');
}

const WRONG: Readonly<Record<string, string>> = {
  name: '40 letters at most',
  quantity: 'the quantity must be above 0',
  takeProfitDistance: 'the take profit is on the wrong side of the price',
  stopLossDistance: 'the stop loss is on the wrong side of the price',
};

/** Without the noise of a subtraction: 187.41 - 187.4 is 0.01. */
function rounded(value: number, unit: TicketPreset['unit']): number {
  return Number(value.toFixed(unit === 'percent' ? PERCENT_DECIMALS : 8)) + 0;
}
