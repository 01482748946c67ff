/** What a fault's value is: nothing, a stretch of time, a number of units, or the code of an error from a list. */
export type ValueKind = 'none' | 'duration' | 'count' | readonly string[];

interface FaultShape {
  /**
   * `message`: may befall each message that leaves. `order`, `cancel`: an order that arrives, a request to cancel one.
   * `moment`: happens to sessions or to the gateway. `user`: the user of TWS acts on an order, right after it has come.
   */
  readonly scope: 'message' | 'order' | 'cancel' | 'moment' | 'user';
  readonly value: ValueKind;
  /** Whether `for DURATION` says how long it lasts: never, if it wants to be said, or always. */
  readonly lasts: 'no' | 'may' | 'must';
  readonly summary: string;
}

/** Every fault, by the name it has on the command line, in scripts and in control messages. */
export const knownFaults = {
  'duplicate-status': {
    ...{ scope: 'message', value: 'none', lasts: 'may' },
    summary: 'openOrder and orderStatus come twice',
  },
  'drop-status': {
    ...{ scope: 'message', value: 'none', lasts: 'may' },
    summary: 'orderStatus never comes: executions stand alone',
  },
  'late-ack': {
    ...{ scope: 'message', value: 'duration', lasts: 'may' },
    summary: 'openOrder and orderStatus come that much later, executions at once',
  },
  'late-commission': {
    ...{ scope: 'message', value: 'duration', lasts: 'may' },
    summary: 'the commission report comes that much later than its execution',
  },
  'early-commission': {
    ...{ scope: 'message', value: 'none', lasts: 'may' },
    summary: 'the commission report comes before its execution',
  },
  'late-execution': {
    ...{ scope: 'message', value: 'duration', lasts: 'may' },
    summary: 'executions and commission reports come that much later than the statuses: after a cancel too',
  },
  'swap-status': {
    ...{ scope: 'message', value: 'none', lasts: 'may' },
    summary: 'openOrder and orderStatus come after the message that should follow them',
  },
  'late-history': {
    ...{ scope: 'message', value: 'duration', lasts: 'may' },
    summary: 'answers to history requests come that much later',
  },
  'no-history': {
    ...{ scope: 'message', value: 'none', lasts: 'may' },
    summary: 'answers to history requests never come',
  },
  'unknown-message': {
    ...{ scope: 'message', value: 'none', lasts: 'may' },
    summary: 'a message of an id that nobody knows comes before the one that was due',
  },
  reject: {
    ...{ scope: 'order', value: ['201', '110', '10243'], lasts: 'no' },
    summary: 'the order is refused with that error before it is read',
  },
  overload: {
    ...{ scope: 'order', value: 'none', lasts: 'no' },
    summary: 'the client is told error 100 and dropped',
  },
  'fill-after-cancel': {
    ...{ scope: 'cancel', value: 'duration', lasts: 'no' },
    summary: 'a cancel is confirmed, and that much later the order fills at the market all the same',
  },
  'user-order': {
    ...{ scope: 'user', value: 'none', lasts: 'no' },
    summary: 'the user of TWS places an order by hand that rests: client 0, order id 0',
  },
  'user-trade': {
    ...{ scope: 'user', value: 'none', lasts: 'no' },
    summary:
      'the user of TWS buys at the market by hand: an execution and a position that no client asked for',
  },
  'user-change': {
    ...{ scope: 'user', value: 'none', lasts: 'no' },
    summary: 'the user of TWS doubles the size of an order; at a time, of the newest that is live',
  },
  'user-cancel': {
    ...{ scope: 'user', value: 'none', lasts: 'no' },
    summary: 'the user of TWS cancels an order; at a time, the newest that is live',
  },
  'partial-fill': {
    ...{ scope: 'moment', value: 'count', lasts: 'must' },
    summary: 'exchanges show so many units at most at a time: bigger orders fill in parts',
  },
  'split-frames': {
    ...{ scope: 'moment', value: 'none', lasts: 'must' },
    summary: 'every byte is sent by itself, so that frames are split wherever they can be',
  },
  'merge-frames': {
    ...{ scope: 'moment', value: 'duration', lasts: 'must' },
    summary: 'messages are gathered for that long and sent in one piece',
  },
  'ids-back': {
    ...{ scope: 'moment', value: 'none', lasts: 'no' },
    summary: 'nextValidId goes back to what live orders have used; ids of ended orders are free again',
  },
  'client-id-in-use': {
    ...{ scope: 'moment', value: 'none', lasts: 'must' },
    summary: 'whoever connects is told error 326 and turned away',
  },
  'drop-connection': {
    ...{ scope: 'moment', value: 'none', lasts: 'no' },
    summary: 'the connection ends in the middle of a frame',
  },
  'stop-answering': {
    ...{ scope: 'moment', value: 'none', lasts: 'must' },
    summary: 'the socket stays open and nothing is answered or sent',
  },
  'refuse-connections': {
    ...{ scope: 'moment', value: 'none', lasts: 'must' },
    summary: 'whoever connects is turned away; sessions live on',
  },
  restart: {
    ...{ scope: 'moment', value: 'none', lasts: 'must' },
    summary: 'all sessions end and nobody can connect, as in the nightly restart of TWS',
  },
  '2103': {
    ...{ scope: 'moment', value: 'none', lasts: 'must' },
    summary: 'market data farms break: error 2103, no market data; afterwards 2104',
  },
  '2105': {
    ...{ scope: 'moment', value: 'none', lasts: 'must' },
    summary: 'the historical farm breaks: error 2105, history requests fail with 162; afterwards 2106',
  },
  '2157': {
    ...{ scope: 'moment', value: 'none', lasts: 'must' },
    summary: 'the contract farm breaks: error 2157, and afterwards 2158',
  },
  '2107': {
    ...{ scope: 'moment', value: 'none', lasts: 'no' },
    summary: 'the historical farm is idle: notice 2107',
  },
  '2108': {
    ...{ scope: 'moment', value: 'none', lasts: 'no' },
    summary: 'market data farms are idle: notice 2108',
  },
  '2110': {
    ...{ scope: 'moment', value: 'none', lasts: 'must' },
    summary: 'TWS loses its server: error 2110, no market data; afterwards 1102',
  },
  '1100': {
    ...{ scope: 'moment', value: 'none', lasts: 'must' },
    summary: 'TWS loses IB: error 1100, no market data; afterwards 1102, or what `then` says',
  },
} as const satisfies Record<string, FaultShape>;

export type FaultName = keyof typeof knownFaults;

export const faultNames = Object.keys(knownFaults) as FaultName[];

export function shapeOf(name: FaultName): FaultShape {
  return knownFaults[name];
}

const VALUE_FORMS = { none: '', duration: '=DURATION', count: '=N' } as const;

/** As it is written: `late-ack=DURATION`. */
export function formOf(name: FaultName): string {
  const { value, lasts } = shapeOf(name);
  const words = typeof value === 'string' ? VALUE_FORMS[value] : `=${value.join('|')}`;
  const end = lasts === 'must' ? ' for DURATION' : lasts === 'may' ? ' [for DURATION]' : '';
  return `${name}${words}${end}${name === '1100' ? ' [then 1101|1102]' : ''}`;
}
