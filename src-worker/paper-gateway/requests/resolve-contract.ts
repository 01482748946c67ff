import { quoted } from '#shared/tws-protocol/protocol-fault.ts';
import type { WireContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { twsErrors, type TwsError } from '#shared/tws-protocol/tws-errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { ContractDetails, ContractQuery } from '#shared/simulation/universe/contract.ts';
import { findContracts, type ContractQueryFault } from '#shared/simulation/universe/find-contracts.ts';
import type { World } from '../world/world.ts';

/** A contract that was named by a request, its prices ready to be asked for by `details.marketId`. */
export function resolveContract(contract: WireContract, world: World): Result<ContractDetails, TwsError> {
  const found = findContracts(world.universe, contract satisfies ContractQuery, world.now());
  if (!found.ok) return err(contractQueryError(found.error));
  const [first, second] = found.value;
  if (first === undefined) return err(twsErrors.contractNotFound());
  // Where nothing but the exchange tells them apart any of them will do; the universe gives each contract once.
  if (second !== undefined) {
    const text = `The contract description specified for ${quoted(contract.symbol)} is ambiguous; you must specify the multiplier or trading class.`;
    return err({ code: 200, text });
  }
  if (!world.hasRoomFor(first.marketId)) {
    const why = 'the gateway keeps prices of no more contracts: start it again to look at others.';
    return err(twsErrors.processingFailed(why));
  }
  world.listing(first.contract.conId);
  return ok(first);
}

export function contractQueryError(fault: ContractQueryFault): TwsError {
  switch (fault.kind) {
    case 'no-security-type':
      return twsErrors.validationFailed('Please enter a valid security type');
    case 'unknown-security-type':
      return twsErrors.validationFailed(
        `Please enter a valid security type: ${quoted(fault.secType)} is none`,
      );
    case 'no-symbol':
      return twsErrors.validationFailed('Please enter a symbol or a local symbol');
  }
}
