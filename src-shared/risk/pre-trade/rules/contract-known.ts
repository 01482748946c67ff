import { defineRule } from '../rule.ts';

export const contractKnown = defineRule({
  code: 'contract-known',
  name: 'Contract known and tradable',
  kind: 'validity',
  on: 'trading',
  params: {},
  live: {},
  check(_request, { contract }) {
    if (!(contract.id > 0))
      return {
        param: null,
        value: contract.id,
        limit: 'known',
        text: 'the broker does not know the contract',
      };
    if (contract.isTradable) return null;
    return {
      param: null,
      value: 'not tradable',
      limit: 'tradable',
      text: `contract ${contract.id} cannot be traded now: it has expired, is suspended, or the account lacks the permission`,
    };
  },
});
