import { defineRule } from '../rule.ts';

/** Type and time in force, as the contract's details list them, and prices where the type's name asks for them. */
export const orderType = defineRule({
  code: 'order-type',
  name: 'Order type and time in force',
  kind: 'validity',
  on: 'trading',
  params: {},
  live: {},
  check({ type, timeInForce, limitPrice, stopPrice }, { contract }) {
    if (!contract.orderTypes.has(type))
      return refuse(type, `contract ${contract.id} takes no order of type ${type}`);
    if (!contract.timesInForce.has(timeInForce))
      return refuse(timeInForce, `contract ${contract.id} takes no order with time in force ${timeInForce}`);
    if (limitPrice === null && LIMITED.has(type))
      return refuse(type, `an order of type ${type} needs a limit price`);
    if (stopPrice === null && STOPPED.has(type))
      return refuse(type, `an order of type ${type} needs a stop price`);
    return null;
  },
});

const LIMITED: ReadonlySet<string> = new Set(['LMT', 'STP LMT', 'LIT', 'LOC', 'LOO']);
const STOPPED: ReadonlySet<string> = new Set(['STP', 'STP LMT', 'MIT', 'LIT']);

function refuse(value: string, text: string) {
  return { param: null, value, limit: 'as the contract allows', text };
}
