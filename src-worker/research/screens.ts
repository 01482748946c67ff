import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { ScreenProgress, ScreenResult, ScreenSpec } from '#shared/model/screen.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { LibraryCalls } from '../bar-library/library-api.ts';
import { runScreen, type ScreenServices } from '../orchestrator/screens/run-screen.ts';

const LAST_SHOWN = 10;

export interface ScreensOptions extends Omit<ScreenServices, 'library'> {
  readonly library: Pick<LibraryCalls, 'listSeries' | 'loadBars'>;
  readonly onProgress: (progress: ScreenProgress) => void;
}

/** Screens that the window asks for: the series looked up, progress told with the last results. */
export class Screens {
  readonly #options: ScreensOptions;

  constructor(options: ScreensOptions) {
    this.#options = options;
  }

  async run(
    screenId: string,
    { seriesIds, ...spec }: ScreenSpec,
    signal: CancelSignal,
  ): Promise<Result<{ results: ScreenResult[]; wallMs: number }, ServiceFailure>> {
    const abort = new AbortController();
    signal.addEventListener('abort', () => {
      abort.abort();
    });
    if (signal.aborted) abort.abort();
    const byId = new Map((await this.#options.library.listSeries()).map((one) => [one.seriesId, one]));
    const series: SeriesSummary[] = [];
    for (const id of new Set(seriesIds)) {
      const found = byId.get(id);
      if (found === undefined)
        return err(
          failure('series-not-found', `Series ${id} is not in the library.`, 'Choose the symbols again.'),
        );
      series.push(found);
    }
    const last: ScreenResult[] = [];
    let passedCount = 0;
    const outcome = await runScreen(series, spec, this.#options, {
      signal: abort.signal,
      onResult: (result, doneCount, total) => {
        last.unshift(result);
        last.length = Math.min(last.length, LAST_SHOWN);
        if (result.passed) passedCount++;
        this.#options.onProgress({ screenId, doneCount, total, passedCount, last: [...last] });
      },
    });
    return outcome.ok ? ok({ results: [...outcome.value.results], wallMs: outcome.value.wallMs }) : outcome;
  }
}
