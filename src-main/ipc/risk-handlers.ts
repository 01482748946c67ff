import { failure } from '#shared/ipc/errors.ts';
import type { riskRequests } from '#shared/ipc/risk.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { OrderDesk } from '../orders/order-desk.ts';
import type { Confirmation } from '../ports/desktop.ts';
import { describeLoosening } from '../risk/risk-limits.ts';

export interface RiskServices {
  readonly desk: OrderDesk;
  readonly confirm: (confirmation: Confirmation) => Promise<boolean>;
  readonly onChanged: (profileId: string) => void;
}

/** So many raises are named in the dialog; the rest are counted. */
const NAMED_MAX = 10;

export function riskHandlers({ desk, confirm, onChanged }: RiskServices): Handlers<typeof riskRequests> {
  const { limits, risk } = desk;
  return {
    'risk.limits': ({ account, contractId }) => ok(limits.view(account, contractId)),
    async 'risk.change'(change, { correlationId }) {
      const asker = { by: 'window', correlationId };
      const planned = limits.plan(change);
      if (!planned.ok) return planned;
      const raises = planned.value.loosenings.map(describeLoosening);
      const account = change.place.kind === 'account' ? change.place.account : null;
      if (raises.length > 0) {
        const more = raises.length > NAMED_MAX ? [`and ${raises.length - NAMED_MAX} more`] : [];
        const agreed = await confirm({
          title: 'Let more through',
          message: 'This change lets orders through that are denied now.',
          detail: [...raises.slice(0, NAMED_MAX), ...more].join('\n'),
          agree: 'Change the limits',
        });
        if (!agreed) {
          desk.auditLog.add(
            'limits-change-declined',
            asker,
            `Declined: ${raises.join('; ')}.`,
            account,
            change,
          );
          return ok({ isChanged: false, limits: limits.view() });
        }
      }
      const applied = limits.apply(planned.value);
      if (!applied.ok) return applied;
      const what = raises.length > 0 ? `Confirmed: ${raises.join('; ')}` : `${change.code} was changed`;
      desk.auditLog.add('limits-changed', asker, `${what}.`, account, change);
      onChanged(limits.profileId);
      desk.control.changed();
      return ok({ isChanged: true, limits: limits.view() });
    },
    async 'risk.restartDrawdown'({ account }, { correlationId }) {
      const equity = risk.equityOf(account);
      if (!Number.isFinite(equity))
        return err(failure('equity-unknown', `The equity of ${account} is not known.`, 'Wait until the account has been told.')); // prettier-ignore
      const shown = equity.toLocaleString('en-US', { maximumFractionDigits: 2 });
      const agreed = await confirm({
        title: 'Measure the drawdown anew',
        message: `Measure the drawdown of ${account} from ${shown} ${limits.settings.currency} on?`,
        detail: 'A drawdown breaker that has tripped is released.',
        agree: 'Measure anew',
      });
      if (!agreed) return ok({ isRestarted: false });
      desk.restartDrawdown(account, equity, { by: 'window', correlationId });
      return ok({ isRestarted: true });
    },
  };
}
