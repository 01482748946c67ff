import type { Span } from '#shared/bars/spans.ts';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { BrokerBars, StoredBrokerBars } from '#shared/model/broker-bars.ts';
import type { SeriesFacts, SeriesId } from '#shared/model/series.ts';

export type SeriesName = Pick<SeriesFacts, 'symbol' | 'source' | 'barSize'>;

/** The library of bars, as far as main needs it: research keeps it. Code while it is away: `research-unreachable`. */
export interface BarStore {
  keep(page: BrokerBars): Promise<Result<{ readonly seriesId: SeriesId | null }, ServiceFailure>>;
  read(facts: SeriesName, stretch: Span): Promise<Result<StoredBrokerBars, ServiceFailure>>;
}
