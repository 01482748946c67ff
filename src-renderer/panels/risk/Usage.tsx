import { Button } from '@mantine/core';
import { useMemo } from 'react';
import type { RiskLimits, RiskUsage } from '#shared/ipc/risk.ts';
import { Banner } from '../../components/states.tsx';
import { formatNumber, formatPercent } from '../../format/number.ts';
import { main } from '../../ipc/services.ts';
import { useBroker } from '../../stores/broker.ts';
import { restartDrawdown, useRisk } from '../../stores/risk.ts';
import { ticketAccount } from '../../stores/ticket.ts';
import { useAsked } from '../../stores/use-asked.ts';
import styles from './risk.module.css';

/** What an account's day has used up, of what is allowed. */
export function Usage() {
  const place = useRisk((state) => state.place);
  const usages = useRisk((state) => state.usage);
  const connected = useBroker(() => ticketAccount());
  const account = place.kind === 'account' ? place.account : connected;
  const usage = account === null ? undefined : usages.get(account);
  if (usage === undefined) {
    return (
      <section className={styles['section']} aria-label="Today">
        <h3>Today{account === null ? '' : ` in ${account}`}</h3>
        <p className="muted">
          Shown once Tradewind is connected and agrees with the broker about the orders.
        </p>
      </section>
    );
  }
  return <Today usage={usage} />;
}

const askLimits = ({ account }: { readonly account: string }, signal: AbortSignal) =>
  main.invoke('risk.limits', { account }, { signal });

function Today({ usage }: { usage: RiskUsage }) {
  const { account, currency, equity, breakers } = usage;
  const version = useRisk((state) => state.version);
  const key = useMemo(() => ({ account, version }), [account, version]);
  const { asked } = useAsked(key, askLimits, 'read the limits of the account');
  const rules = asked.value?.rules;
  const max = (code: string, param = 'max') => limitOf(rules, code, param);
  const names = breakers.map((code) => rules?.find((rule) => rule.code === code)?.name ?? code);
  return (
    <section className={styles['section']} aria-label="Today">
      <h3>Today in {account}</h3>
      {breakers.length > 0 && (
        <Banner level="error">
          <strong>{names.join(' and ')}: the breaker has tripped.</strong> Only orders that make a position
          smaller go out.
        </Banner>
      )}
      <dl className={styles['worth']}>
        <div>
          <dt>Equity</dt>
          <dd>{equity === null ? 'not known yet' : `${formatNumber(equity, 2)} ${currency}`}</dd>
        </div>
        <div>
          <dt>Available funds</dt>
          <dd>
            {usage.availableFunds === null
              ? 'not known yet'
              : `${formatNumber(usage.availableFunds, 2)} ${currency}`}
          </dd>
        </div>
        <Button
          size="compact-xs"
          disabled={equity === null}
          title="Asks first. A drawdown breaker that has tripped is released."
          onClick={() => void restartDrawdown(account)}
        >
          Measure the drawdown anew…
        </Button>
      </dl>
      <div className={styles['meters']}>
        <Meter name="Daily loss" used={usage.dailyLoss} max={max('daily-loss')} show={formatPercent} />
        <Meter name="Drawdown" used={usage.drawdown} max={max('drawdown')} show={formatPercent} />
        <Meter name="Orders" used={usage.ordersToday} max={max('daily-orders')} />
        <Meter name="Cancels" used={usage.cancelsToday} max={max('daily-cancels')} />
        <Meter name="Trades" used={usage.tradesToday} max={max('daily-trades')} />
        <Meter name="Working orders" used={usage.workingOrders} max={max('active-orders')} />
        <Meter
          name="Orders in the last minute"
          used={usage.submitsLastMinute}
          // The rule counts in a window of its own: the meter is true where that is a minute.
          max={max('submit-rate', 'windowMs') === 60_000 ? max('submit-rate') : null}
        />
      </div>
      <p className="muted">
        Daily loss and drawdown follow the net liquidation that the broker tells. Cash that no execution
        explains is no gain. Where it goes out, it counts as a loss unless the broker’s result of the day says
        that none was made.
      </p>
    </section>
  );
}

/** null: the rule is off, or not known. */
function limitOf(rules: RiskLimits['rules'] | undefined, code: string, param: string): number | null {
  const rule = rules?.find((one) => one.code === code);
  const value = rule?.isOn === true ? rule.params.find(({ name }) => name === param)?.value : undefined;
  return typeof value === 'number' ? value : null;
}

interface MeterProps {
  readonly name: string;
  readonly used: number | null;
  /** null: nothing limits it. */
  readonly max: number | null;
  readonly show?: (value: number) => string;
}

function Meter({ name, used, max, show = (value) => formatNumber(value) }: MeterProps) {
  return (
    <>
      <span>{name}</span>
      <meter
        aria-label={name}
        min={0}
        max={max === null || max === 0 ? 1 : max}
        low={(max ?? 1) * 0.5}
        high={(max ?? 1) * 0.8}
        optimum={0}
        value={max === null || used === null ? 0 : Math.min(used, max)}
      />
      <span className={styles['used']}>
        {used === null ? 'not known yet' : show(used)} {max === null ? '· no limit' : `of ${show(max)}`}
      </span>
    </>
  );
}
