import { assertNever } from '#shared/kernel/assert.ts';
import { fromMicros } from '#shared/model/money.ts';
import type { Settlement } from '#shared/simulation/accounts/account-report.ts';

/** For people: `DU1000001: dividend of KO, 51.00 USD.` @param name of the contract; empty where it is about several */
export function settlementText(settlement: Settlement, name: string): string {
  const { account, amount, currency } = settlement;
  const money = `${fromMicros(amount).toFixed(2)} ${currency}`;
  return `${account}: ${whatOf(settlement, name, money)}.`;
}

function whatOf({ kind }: Settlement, name: string, money: string): string {
  switch (kind) {
    case 'dividend':
      return `dividend of ${name}, ${money}`;
    case 'borrow-fee':
      return `fee for borrowed ${name}, ${money}`;
    case 'futures-variation':
      return `variation of futures, ${money}`;
    case 'option-exercised':
      return `${name} was exercised, ${money}`;
    case 'option-assigned':
      return `${name} was assigned, ${money}`;
    case 'option-expired':
      return `${name} expired worthless`;
    case 'future-expired':
      return `${name} expired and was settled, ${money}`;
    case 'split':
      return `${name} was split`;
    case 'cash-in-lieu':
      return `${money} for a fraction of a share of ${name}`;
    default:
      return assertNever(kind);
  }
}
