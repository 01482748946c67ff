import { defineRule } from '../rule.ts';

/** A second order under one id could never be told apart from the first. A modify keeps its id. */
export const duplicateId = defineRule({
  code: 'duplicate-id',
  name: 'Order id used once',
  kind: 'validity',
  on: 'fixed',
  params: {},
  help: 'Send the order under an id of its own.',
  live: {},
  check({ action }, { isIdUsed }) {
    if (!isIdUsed || action === 'modify') return null;
    return {
      param: null,
      value: 'used',
      limit: 'unused',
      text: 'an order with this id has been sent already',
    };
  },
});
