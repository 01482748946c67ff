import { create } from 'zustand';

export type ResultView =
  | 'trades'
  | 'months'
  | 'drawdowns'
  | 'rolling'
  | 'distribution'
  | 'exposure'
  | 'excursions'
  | 'symbols'
  | 'benchmark';

/** What stands below the chart of the Result panel; the same for every run, so that two can be looked at alike. */
export const useResultView = create<{ readonly view: ResultView }>(() => ({ view: 'trades' }));

export function showResultView(view: ResultView): void {
  useResultView.setState({ view });
}
