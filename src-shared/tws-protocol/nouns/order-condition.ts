/** `a`: and the next one; `o`: or the next one. */
export type Conjunction = 'a' | 'o';

interface Common {
  readonly conjunction: Conjunction;
}

export interface PriceCondition extends Common {
  readonly type: 1;
  readonly isMore: boolean;
  readonly value: number;
  readonly conId: number;
  readonly exchange: string;
  readonly triggerMethod: number;
}

export interface TimeCondition extends Common {
  readonly type: 3;
  readonly isMore: boolean;
  /** `yyyymmdd hh:mm:ss tz` */
  readonly value: string;
}

export interface MarginCondition extends Common {
  readonly type: 4;
  readonly isMore: boolean;
  /** Cushion in percent. */
  readonly value: number;
}

export interface ExecutionCondition extends Common {
  readonly type: 5;
  readonly secType: string;
  readonly exchange: string;
  readonly symbol: string;
}

export interface VolumeCondition extends Common {
  readonly type: 6;
  readonly isMore: boolean;
  readonly value: number;
  readonly conId: number;
  readonly exchange: string;
}

export interface PercentChangeCondition extends Common {
  readonly type: 7;
  readonly isMore: boolean;
  readonly value: number;
  readonly conId: number;
  readonly exchange: string;
}

/** When an order is sent or, with conditionsCancelOrder, cancelled. */
export type OrderCondition =
  | PriceCondition
  | TimeCondition
  | MarginCondition
  | ExecutionCondition
  | VolumeCondition
  | PercentChangeCondition;
