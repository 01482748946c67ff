import type { mainStreams } from '#shared/ipc/contract.ts';
import type { Publisher } from '#shared/ipc/publisher.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { FileGrants } from '../files/file-grants.ts';
import type { PaperGateway } from '../paper/paper-gateway.ts';
import type { BarStore } from '../ports/bar-store.ts';
import type { Desktop } from '../ports/desktop.ts';
import type { SettingsService } from '../settings/settings.ts';

/** What trading is given by `compose`; each `compose-*.ts` of trading picks what it needs. */
export interface TradingSurroundings {
  /** `trading.db`. */
  readonly db: SqliteDatabase;
  readonly log: Logger;
  readonly desktop: Desktop;
  readonly paper: PaperGateway;
  readonly settings: SettingsService;
  readonly grants: FileGrants;
  readonly publisher: Publisher<typeof mainStreams>;
  /** Research's library of bars. */
  readonly bars: BarStore;
  /** How many orders could still trade, at every change of the state of trading. */
  readonly onWorkingOrders: (count: number) => void;
}
