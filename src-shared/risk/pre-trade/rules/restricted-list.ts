import { isListed } from '../listed.ts';
import { defineRule } from '../rule.ts';

const NONE: readonly number[] = [];

export const restrictedList = defineRule({
  code: 'restricted-list',
  name: 'Restricted list',
  kind: 'limit',
  on: 'trading',
  params: {
    contracts: { title: 'Not to be traded', unit: 'contracts', looser: 'lower', min: 0, max: 10_000 },
  },
  live: { contracts: NONE },
  check(_request, { contract }, { contracts }) {
    if (!isListed(contracts, contract.id)) return null;
    return {
      param: 'contracts',
      value: contract.id,
      limit: 'not on the list',
      text: `contract ${contract.id} is on the restricted list: positions in it may only be closed`,
    };
  },
});
