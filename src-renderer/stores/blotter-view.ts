import { create } from 'zustand';
import type { OrderRef } from '#shared/model/order-ticket.ts';

export const BLOTTER_VIEWS = ['working', 'orders', 'executions', 'denied', 'audit'] as const;
export type BlotterViewId = (typeof BLOTTER_VIEWS)[number];

interface BlotterView {
  readonly view: BlotterViewId;
  /** Rows that contain it: symbol, account, state. */
  readonly filter: string;
  readonly selected: OrderRef | null;
  /** By id. */
  readonly selectedDenied: number | null;
}

/** What the blotter shows, kept while its panel is away. */
export const useBlotterView = create<BlotterView>(() => ({
  ...{ view: 'working', filter: '', selected: null, selectedDenied: null },
}));
