import { PRACTICE_PROFILE_ID } from '#shared/model/connection.ts';
import type { GatewayStatus } from '#shared/model/paper-gateway.ts';
import type { PaperGatewaySettings } from '#shared/model/settings.ts';
import type { BookName } from '../ports/book-name.ts';
import { marketOf } from './market-of.ts';

type ModelMarket = Pick<PaperGatewaySettings, 'seed' | 'alwaysOpen'>;

export interface PracticeGatewayFacts {
  /** What it serves; null: it does not, and the settings say what it is started with. */
  readonly serving: (ModelMarket & Pick<GatewayStatus, 'replay'>) | null;
  readonly settings: ModelMarket & Pick<PaperGatewaySettings, 'replay'>;
  /** Another one at each start of the gateway; null: not started yet. */
  readonly run: string | null;
  /** The one that has the profile's own id: see `practice-book-migration.ts`. */
  readonly first: ModelMarket;
}

/**
 * The book of the practice market at hand: one for each file in which the gateway keeps accounts and orders (`paperStatePath`).
 * A replay keeps nothing: each start of one is an account of its own.
 */
export function practiceBook({ serving, settings, run, first }: PracticeGatewayFacts): BookName {
  const market = serving ?? settings;
  const { seed, alwaysOpen, replay } = market;
  const id = marketOf(market);
  if (replay !== null) return { id: `${id} ${run ?? 'to come'}`, name: 'Practice, replay' };
  const isFirst = seed === first.seed && alwaysOpen === first.alwaysOpen;
  const name = `Practice, seed ${seed}${alwaysOpen ? ', always open' : ''}`;
  return { id: isFirst ? PRACTICE_PROFILE_ID : id, name };
}
