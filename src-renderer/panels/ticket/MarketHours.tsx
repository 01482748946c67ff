import type { ContractId } from '#shared/model/contract.ts';
import { useMarketWords } from '../../components/use-market-words.ts';
import { useTicket } from '../../stores/ticket.ts';
import form from '../../components/form.module.css';

/** That the order would wait, and until when: a closed market looks like a quiet one. */
export function MarketHours({ contractId }: { contractId: ContractId }) {
  const isOutsideHours = useTicket((state) => state.draft.isOutsideHours);
  const words = useMarketWords(contractId, isOutsideHours);
  if (words === '') return null;
  return (
    <p className={form['note']} role="note" aria-label="Market hours">
      {`${words.charAt(0).toUpperCase()}${words.slice(1)}: the order waits.`}
    </p>
  );
}
