import type { Contract as WireContract } from '@stoqey/ib';
import { err, ok } from '#shared/kernel/result.ts';
import type { ContractDetails, ContractId } from '#shared/model/contract.ts';
import type { Contracts } from '../../ports/contracts.ts';
import { fromWireDetails } from '../wire-contracts.ts';

/**
 * Contracts of which one is told, when it is asked for.
 *
 * @param multiplier undefined: the broker does not know it either
 */
export function detailsOf(
  wire: WireContract,
  multiplier: number | undefined,
  priceMagnifier = 1,
): Contracts & { asked: number } {
  const known = new Map<ContractId, ContractDetails>();
  const read =
    multiplier === undefined
      ? null
      : fromWireDetails({ contract: { ...wire, multiplier }, priceMagnifier }, 1);
  const contracts = {
    asked: 0,
    known: (contractId: ContractId) => known.get(contractId),
    details(contractId: ContractId) {
      contracts.asked++;
      if (read === null || contractId !== read.details.contract.contractId)
        return Promise.resolve(err({ kind: 'unknown-contract' as const, code: 200, message: '', help: '' }));
      const details = { ...read.details, venues: [] };
      known.set(contractId, details);
      return Promise.resolve(ok(details));
    },
  };
  return contracts;
}
