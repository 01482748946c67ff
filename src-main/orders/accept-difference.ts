import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { Confirmation } from '../ports/desktop.ts';
import type { OrderJournal } from '../ports/order-journal.ts';
import type { PortfolioReader } from '../ports/portfolio.ts';
import type { Asker } from './asker.ts';
import type { AuditLog } from './audit-log.ts';
import type { Reconciler } from './reconciler.ts';
import { DAMAGED_KEY, type TradingControl } from './trading-control.ts';

export interface AcceptancePorts {
  readonly control: Pick<TradingControl, 'reconciliationStatus'>;
  readonly reconciler: Pick<Reconciler, 'accept'>;
  readonly portfolio: Pick<PortfolioReader, 'accept'>;
  readonly journal: Pick<OrderJournal, 'acceptDamaged'>;
  readonly confirm: (confirmation: Confirmation) => Promise<boolean>;
  readonly auditLog: AuditLog;
  readonly bookId: () => string;
}

/** What a person agrees to. */
const BROKERS_WORD = {
  detail:
    'What the broker says will count from now on. Look in TWS first: an order taken for ended may still fill.',
  agree: 'Accept the broker’s word',
};
const WITHOUT_ROWS = {
  detail:
    'They stay in the journal as they are, and nothing of them counts here. Compare orders and positions with TWS first.',
  agree: 'Go on without them',
};

/**
 * Asks in a native dialog whether the broker is right in a difference; if so, an order is settled, a position or balance
 * taken from the broker, and it is written to the audit log.
 *
 * @returns whether it was accepted. Code: `difference-gone`
 */
export async function acceptDifference(
  { control, reconciler, portfolio, journal, confirm, auditLog, bookId }: AcceptancePorts,
  key: string,
  asker: Asker,
): Promise<Result<boolean, ServiceFailure>> {
  const find = () => control.reconciliationStatus.differences.find((one) => one.key === key);
  const found = find();
  if (found?.canBeAccepted !== true) return gone();
  const agreed = await confirm({
    title: 'Accept a difference',
    message: found.message,
    ...(found.about === 'journal' ? WITHOUT_ROWS : BROKERS_WORD),
  });
  if (!agreed) return ok(false);
  // The dialog may have been open for a while: only the figures in it were agreed to. Cash may differ, as it changes by itself
  // (interest, fees) and no order is checked against it.
  if (found.about !== 'cash' && find()?.message !== found.message)
    return err(failure('difference-gone', 'This difference has changed meanwhile.', 'Look at it again.'));
  if (key.startsWith(DAMAGED_KEY)) {
    const accepted = journal.acceptDamaged(bookId());
    if (!accepted.ok) return accepted;
  } else {
    const isAccepted = key.startsWith('portfolio ')
      ? portfolio.accept(key.slice('portfolio '.length))
      : reconciler.accept(key) !== null;
    if (!isAccepted) return gone();
  }
  auditLog.add('difference-accepted', asker, found.message, found.account, found);
  return ok(true);
}

function gone(): Result<never, ServiceFailure> {
  return err(failure('difference-gone', 'This difference is gone.', 'Look at the list again.'));
}
