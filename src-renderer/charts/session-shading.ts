import type {
  IChartApiBase,
  IPrimitivePaneRenderer,
  ISeriesPrimitive,
  Logical,
  SeriesAttachedParameter,
} from 'lightweight-charts';
import type { SessionHours } from './session-hours.ts';

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];

export interface ShadingColours {
  readonly outside: string;
  readonly dayLine: string;
}

/** Shades bars outside regular hours and draws a line where a session begins; `onRedraw` hears of every redraw of the chart. */
export class SessionShading implements ISeriesPrimitive {
  readonly #times: () => Float64Array;
  readonly #hours: SessionHours | null;
  readonly #colours: ShadingColours;
  readonly #onRedraw: () => void;
  #chart: IChartApiBase | null = null;

  constructor(
    times: () => Float64Array,
    hours: SessionHours | null,
    colours: ShadingColours,
    onRedraw: () => void,
  ) {
    this.#times = times;
    this.#hours = hours;
    this.#colours = colours;
    this.#onRedraw = onRedraw;
  }

  attached({ chart }: SeriesAttachedParameter): void {
    this.#chart = chart;
  }

  detached(): void {
    this.#chart = null;
  }

  updateAllViews(): void {
    this.#onRedraw();
  }

  readonly #views = [
    {
      zOrder: () => 'bottom' as const,
      renderer: () => ({ draw: (target: Target) => this.#draw(target) }),
    },
  ];

  paneViews() {
    return this.#views;
  }

  #draw(target: Target): void {
    const chart = this.#chart;
    const hours = this.#hours;
    const range = chart?.timeScale().getVisibleLogicalRange();
    const times = this.#times();
    if (chart === null || hours === null || range === null || range === undefined || times.length === 0)
      return;
    const first = Math.max(0, Math.floor(range.from));
    const last = Math.min(times.length - 1, Math.ceil(range.to));
    const scale = chart.timeScale();
    const half = scale.options().barSpacing / 2;
    const at = (index: number) => scale.logicalToCoordinate(index as Logical) ?? NaN;
    target.useMediaCoordinateSpace(({ context, mediaSize: { height } }) => {
      context.fillStyle = this.#colours.outside;
      let start = -1;
      for (let index = first; index <= last + 1; index++) {
        const isOutside = index <= last && !hours.isRegular(times[index]!);
        if (isOutside && start < 0) start = index;
        if (isOutside || start < 0) continue;
        const left = at(start) - half;
        context.fillRect(left, 0, at(index - 1) + half - left, height);
        start = -1;
      }
      context.fillStyle = this.#colours.dayLine;
      for (let index = Math.max(1, first); index <= last; index++) {
        if (hours.sessionOf(times[index]!) === hours.sessionOf(times[index - 1]!)) continue;
        context.fillRect(Math.round(at(index) - half), 0, 1, height);
      }
    });
  }
}
