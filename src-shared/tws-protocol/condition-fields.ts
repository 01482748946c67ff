import { oneOfKind, wordKind } from './field-kinds.ts';
import { double, flag, int, listOf, text, when, type Field } from './layout.ts';
import type { Conjunction, OrderCondition } from './nouns/order-condition.ts';
import type { WireOrder } from './nouns/wire-order.ts';
import type { Wire } from './wire.ts';

const CONDITION_COUNT_MAX = 100;

type ConditionType = OrderCondition['type'];
type OfType<T extends ConditionType> = Extract<OrderCondition, { readonly type: T }>;

/** What follows type and conjunction. */
const fieldsByType: { readonly [T in ConditionType]: readonly Field<OfType<T>>[] } = {
  1: [flag('isMore'), double('value'), int('conId'), text('exchange'), int('triggerMethod')],
  3: [flag('isMore'), text('value')],
  4: [flag('isMore'), double('value')],
  5: [text('secType'), text('exchange'), text('symbol')],
  6: [flag('isMore'), double('value'), int('conId'), text('exchange')],
  7: [flag('isMore'), double('value'), int('conId'), text('exchange')],
};

const typeKind = oneOfKind(1, 3, 4, 5, 6, 7);
const conjunctionKind = wordKind('a', 'o');

/** The conditions and, if there are any, what they apply to. */
export const conditions: readonly Field<WireOrder>[] = [
  listOf('conditions', CONDITION_COUNT_MAX, freshCondition, walkCondition),
  when(
    (order: WireOrder) => order.conditions.length > 0,
    flag('conditionsIgnoreRth'),
    flag('conditionsCancelOrder'),
  ),
];

/** Becomes a condition while it is read: its type decides which properties it gets. */
function freshCondition(): OrderCondition {
  return { type: typeKind.empty, conjunction: 'a' } as OrderCondition;
}

function walkCondition(wire: Wire, condition: OrderCondition): void {
  wire.pass<'type', ConditionType>(condition, 'type', typeKind);
  wire.pass<'conjunction', Conjunction>(condition, 'conjunction', conjunctionKind);
  // Which fields go with which type is what the table above says; TypeScript cannot follow the index.
  const fields = fieldsByType[condition.type] as readonly Field<OrderCondition>[];
  for (const field of fields) field.walk(wire, condition);
}
