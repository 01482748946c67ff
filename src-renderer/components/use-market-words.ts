import type { ContractId } from '#shared/model/contract.ts';
import { marketWords } from '../format/market-hours.ts';
import { useBroker } from '../stores/broker.ts';
import { useHours } from '../stores/contract-names.ts';
import { usePaperGateway } from '../stores/paper-gateway.ts';
import { useNow } from './use-now.ts';

const LOOK_EVERY_MS = 5_000;

/** `market closed, opens Mon 09:30 EST`, kept up to date; empty while an order can trade, or nobody knows. */
export function useMarketWords(contractId: ContractId | null, isOutsideHours: boolean): string {
  const hasOwnClock = useHasOwnClock();
  const asked = hasOwnClock ? null : contractId;
  const hours = useHours(asked);
  const now = useNow(LOOK_EVERY_MS, asked !== null);
  return hours === null ? '' : marketWords(hours, now, isOutsideHours);
}

/** Practice that is replayed or runs faster is at another time than this clock. */
function useHasOwnClock(): boolean {
  const isPractice = useBroker(({ status }) => status?.profile?.kind === 'practice');
  const gateway = usePaperGateway(({ status }) => status?.gateway ?? null);
  return isPractice && gateway !== null && (gateway.speed !== 1 || gateway.replay !== null);
}
