import { isListed } from '../listed.ts';
import { defineRule } from '../rule.ts';

const NONE: readonly number[] = [];

export const allowList = defineRule({
  code: 'allow-list',
  name: 'Allow list',
  kind: 'limit',
  on: 'never',
  params: {
    contracts: {
      title: 'The only ones to be traded',
      unit: 'contracts',
      looser: 'higher',
      min: 0,
      max: 10_000,
    },
  },
  live: { contracts: NONE },
  check(_request, { contract }, { contracts }) {
    if (isListed(contracts, contract.id)) return null;
    return {
      param: 'contracts',
      value: contract.id,
      limit: 'on the list',
      text: `contract ${contract.id} is not on the list of those that may be traded`,
    };
  },
});
