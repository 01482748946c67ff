import type { LatencyStep } from '#shared/ipc/orders.ts';
import { formatNumber, NO_VALUE } from './number.ts';

export const STEP_WORDS: Readonly<Record<LatencyStep, { readonly name: string; readonly help: string }>> = {
  tickToOrder: {
    name: 'Tick to order',
    help: 'From a quote that sets an order off to the begin of the order’s step.',
  },
  check: { name: 'Check', help: 'The ticket against its contract, and all that the rules ask about.' },
  risk: { name: 'Risk', help: 'All rules, once.' },
  journal: { name: 'Journal', help: 'Written to disk before anything is sent, the disk’s flush included.' },
  send: { name: 'Send', help: 'Encoded and handed to the socket.' },
  signalToSocket: { name: 'Signal to socket', help: 'The whole step: decided, judged, written down, sent.' },
  ack: { name: 'Acknowledged', help: 'From the bytes on the socket to the broker’s first word.' },
};

/** Microseconds: with two decimals where they matter, grouped where there are many. */
export function formatUs(us: number | null): string {
  if (us === null) return NO_VALUE;
  return formatNumber(us, us < 10 ? 2 : us < 100 ? 1 : 0);
}
