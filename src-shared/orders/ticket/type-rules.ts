import type { OrderType, TimeInForce } from '../../model/order-ticket.ts';

export type PriceName = 'limitPrice' | 'stopPrice' | 'trail' | 'limitOffset';

export interface TypeRule {
  /** As contract details list it. */
  readonly code: string;
  readonly needs: readonly PriceName[];
  readonly may: readonly PriceName[];
  /** `stop`: set off when the price goes against the order; `touch`: when it comes towards it. */
  readonly trigger: 'stop' | 'touch' | null;
  readonly timesInForce: readonly TimeInForce[];
}

const ALL = ['DAY', 'GTC', 'IOC', 'FOK', 'GTD', 'OPG'] as const;
const LASTING = ['DAY', 'GTC', 'GTD'] as const;
const CLOSING = ['DAY', 'GTC'] as const;

/** What each type needs and what it goes together with. */
export const TYPE_RULES: Readonly<Record<OrderType, TypeRule>> = {
  MKT: rule('MKT', { timesInForce: ALL }),
  LMT: rule('LMT', { needs: ['limitPrice'], timesInForce: ALL }),
  STP: rule('STP', { needs: ['stopPrice'], trigger: 'stop' }),
  'STP LMT': rule('STPLMT', { needs: ['stopPrice', 'limitPrice'], trigger: 'stop' }),
  TRAIL: rule('TRAIL', { needs: ['trail'], may: ['stopPrice'], trigger: 'stop' }),
  'TRAIL LIMIT': rule('TRAILLMT', {
    needs: ['trail', 'limitOffset'],
    may: ['stopPrice', 'limitPrice'],
    trigger: 'stop',
  }),
  MIT: rule('MIT', { needs: ['stopPrice'], trigger: 'touch' }),
  LIT: rule('LIT', { needs: ['stopPrice', 'limitPrice'], trigger: 'touch' }),
  MOC: rule('MOC', { timesInForce: CLOSING }),
  LOC: rule('LOC', { needs: ['limitPrice'], timesInForce: CLOSING }),
  'PEG MID': rule('PEGMID', { may: ['limitPrice', 'limitOffset'] }),
  'MKT PRT': rule('MKTPRT', {}),
};

function rule(code: string, special: Partial<TypeRule>): TypeRule {
  return { code, needs: [], may: [], trigger: null, timesInForce: LASTING, ...special };
}
