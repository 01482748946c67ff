import { constant, double, flag, int, layout, list, size, text } from '../layout.ts';

/** A frame of 16 MiB holds no more bars than this. */
const BAR_COUNT_MAX = 1_000_000;
const TICK_COUNT_MAX = 1_000_000;
const SESSION_COUNT_MAX = 100_000;

/** Section 6: bars and ticks of the past. */
export const historyMessages = {
  historicalData: layout(
    17,
    int('reqId'),
    text('startDateStr'),
    text('endDateStr'),
    list(
      'bars',
      BAR_COUNT_MAX,
      text('date'),
      double('open'),
      double('high'),
      double('low'),
      double('close'),
      size('volume'),
      size('wap'),
      int('barCount'),
    ),
  ),
  /** The current bar of a keepUpToDate request. Close comes before high and low. */
  historicalDataUpdate: layout(
    90,
    int('reqId'),
    int('barCount'),
    text('date'),
    double('open'),
    double('close'),
    double('high'),
    double('low'),
    size('wap'),
    size('volume'),
  ),
  headTimestamp: layout(88, int('reqId'), text('headTimestamp')),
  histogramData: layout(89, int('reqId'), list('items', TICK_COUNT_MAX, double('price'), size('size'))),
  historicalSchedule: layout(
    106,
    int('reqId'),
    text('startDateTime'),
    text('endDateTime'),
    text('timeZone'),
    list('sessions', SESSION_COUNT_MAX, text('startDateTime'), text('endDateTime'), text('refDate')),
  ),
  historicalTicks: layout(
    96,
    int('reqId'),
    list('ticks', TICK_COUNT_MAX, int('time'), constant('0'), double('price'), size('size')),
    flag('done'),
  ),
  /** Mask: 1 bidPastLow, 2 askPastHigh. */
  historicalTicksBidAsk: layout(
    97,
    int('reqId'),
    list(
      'ticks',
      TICK_COUNT_MAX,
      int('time'),
      int('mask'),
      double('priceBid'),
      double('priceAsk'),
      size('sizeBid'),
      size('sizeAsk'),
    ),
    flag('done'),
  ),
  /** Mask: 1 pastLimit, 2 unreported. */
  historicalTicksLast: layout(
    98,
    int('reqId'),
    list(
      'ticks',
      TICK_COUNT_MAX,
      int('time'),
      int('mask'),
      double('price'),
      size('size'),
      text('exchange'),
      text('specialConditions'),
    ),
    flag('done'),
  ),
};
