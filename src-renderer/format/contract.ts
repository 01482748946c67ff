import { contractName, type Contract } from '#shared/model/contract.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** For a narrow column, what tells options of one underlying apart first: `AAPL 190C 20Mar26`. Anything else by its name. */
export function shortContractName(contract: Omit<Contract, 'contractId'>): string {
  const { symbol, strike, right, expiry } = contract;
  if (strike === null || right === null) return contractName(contract);
  const [year, month, day] = (expiry ?? '').split('-');
  const until = day === undefined ? '' : ` ${day}${MONTHS[Number(month) - 1] ?? ''}${year!.slice(2)}`;
  return `${symbol} ${strike}${right === 'call' ? 'C' : 'P'}${until}`;
}
