/** What a fault's value is: nothing, a stretch of time, one word of a list, or the code of an error. */
export type ValueKind = 'none' | 'duration' | readonly string[];

interface FaultShape {
  /** `message`: may befall each message that leaves. `order`: an order that arrives. `moment`: happens to sessions. */
  readonly scope: 'message' | 'order' | 'moment';
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
    summary: 'the order is refused with that error before the desk sees it',
  },
  overload: {
    ...{ scope: 'order', value: 'none', lasts: 'no' },
    summary: 'the client is told error 100 and dropped',
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

/** As it is written: `late-ack=DURATION`. */
export function formOf(name: FaultName): string {
  const { value, lasts } = shapeOf(name);
  const words = value === 'none' ? '' : value === 'duration' ? '=DURATION' : `=${value.join('|')}`;
  const end = lasts === 'must' ? ' for DURATION' : lasts === 'may' ? ' [for DURATION]' : '';
  return `${name}${words}${end}${name === '1100' ? ' [then 1101|1102]' : ''}`;
}
