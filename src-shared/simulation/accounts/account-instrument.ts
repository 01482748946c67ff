import { toMicros, type Micros } from '../../model/money.ts';
import type { ContractDetails } from '../universe/contract.ts';

interface Common {
  readonly conId: number;
  /** Of a currency pair: its base currency. Of futures and options: the root, ES or SPY. */
  readonly symbol: string;
  /** What its prices are in. */
  readonly currency: string;
  /** Currency units per price unit and contract: a whole number, 1 for stocks. */
  readonly multiplier: number;
  /** Unix ms; null: never. */
  readonly expiresAt: number | null;
}

/** What an account must know of a contract that can be traded. */
export type AccountInstrument =
  | (Common & { readonly kind: 'stock' | 'future' | 'forex' | 'crypto' })
  | (Common & {
      readonly kind: 'option';
      readonly right: 'call' | 'put';
      readonly strike: Micros;
      /** The stock that is delivered. */
      readonly underConId: number;
    });

/** What the contract is to an account; null for what cannot be held: an index, a continuous future. */
export function accountInstrument({
  contract,
  underConId,
  expiresAt,
}: ContractDetails): AccountInstrument | null {
  const { conId, symbol, currency, secType } = contract;
  const multiplier = contract.multiplier === '' ? 1 : Number(contract.multiplier);
  const common = { conId, symbol, currency, multiplier, expiresAt };
  switch (secType) {
    case 'STK':
      return { ...common, kind: 'stock' };
    case 'CASH':
      return { ...common, kind: 'forex' };
    case 'CRYPTO':
      return { ...common, kind: 'crypto' };
    case 'FUT':
      return { ...common, kind: 'future' };
    case 'OPT': {
      const right = contract.right === 'C' ? 'call' : 'put';
      return { ...common, kind: 'option', right, strike: toMicros(contract.strike), underConId };
    }
    case 'IND':
    case 'CONTFUT':
      return null;
  }
}
