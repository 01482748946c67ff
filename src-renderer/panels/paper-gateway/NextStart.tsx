import { Checkbox } from '@mantine/core';
import type { z } from 'zod';
import {
  commissionPlanSchema,
  gatewayAccountsSchema,
  gatewayLinesSchema,
  LATENCY_MS_MAX,
  latencyMsSchema,
  type GatewayStatus,
} from '#shared/model/paper-gateway.ts';
import { changeStart } from '../../commands/paper-gateway.ts';
import { Choice } from '../../components/Choice.tsx';
import { useSettings } from '../../stores/settings.ts';
import { Entered } from './Entered.tsx';
import { ReplayFields } from './ReplayFields.tsx';
import styles from './PaperGatewayPanel.module.css';

const PLAN_WORDS = { fixed: 'Fixed', tiered: 'Tiered' } as const;
const planOptions = commissionPlanSchema.options.map((value) => ({ value, label: PLAN_WORDS[value] }));

/** What counts from the next start on. */
export function NextStart({ gateway }: { gateway: GatewayStatus | null }) {
  const kept = useSettings((settings) => settings.paperGateway);
  const { seed, alwaysOpen, accounts, lines, hasPacing, commissionPlan, submitMs, cancelMs } = kept;
  return (
    <section className={styles['section']} aria-label="Next start">
      <h3>Next start</h3>
      <div className={styles['fields']}>
        <Entered
          label="Seed"
          hint="whole number"
          help="The same seed is the same market. Enter keeps it for the next start."
          value={String(seed)}
          check={(text) => (Number.isSafeInteger(figure(text)) ? null : 'A whole number.')}
          onEnter={(text) => void changeStart({ seed: figure(text) })}
        />
        <Entered
          label="Accounts"
          hint="20 at most"
          help="With commas between, each DU and 5 to 9 digits. One that has been there stays, with what it holds."
          isText
          value={accounts.join(', ')}
          check={(text) => problemOf(gatewayAccountsSchema, namesIn(text))}
          onEnter={(text) => void changeStart({ accounts: namesIn(text) })}
        />
        <Choice
          label="Commissions"
          value={commissionPlan}
          options={planOptions}
          onChange={(chosen) => void changeStart({ commissionPlan: chosen })}
          help="IB's plans: one price, or one that falls with the month's volume and passes exchange fees on."
        />
        <Entered
          label="Order latency"
          hint="ms"
          help={`Market time from a client to the exchange, for orders and modifications: 0 to ${LATENCY_MS_MAX} ms.`}
          value={String(submitMs)}
          check={(text) => problemOf(latencyMsSchema, figure(text))}
          onEnter={(text) => void changeStart({ submitMs: figure(text) })}
        />
        <Entered
          label="Cancel latency"
          hint="ms"
          help="The same for cancellations: an order can fill until the exchange has heard of it."
          value={String(cancelMs)}
          check={(text) => problemOf(latencyMsSchema, figure(text))}
          onEnter={(text) => void changeStart({ cancelMs: figure(text) })}
        />
        <Entered
          label="Data lines"
          hint="1 to 10,000"
          help="Market data that one client may watch at once. IB begins with 100."
          value={String(lines)}
          check={(text) => problemOf(gatewayLinesSchema, figure(text))}
          onEnter={(text) => void changeStart({ lines: figure(text) })}
        />
        <Checkbox
          className={styles['check'] ?? ''}
          label="History pacing as IB has it"
          checked={hasPacing}
          onChange={(event) => void changeStart({ hasPacing: event.currentTarget.checked })}
        />
        <Checkbox
          className={styles['check'] ?? ''}
          label="Markets are always open"
          checked={alwaysOpen}
          disabled={kept.replay !== null}
          onChange={(event) => void changeStart({ alwaysOpen: event.currentTarget.checked })}
        />
      </div>
      <ReplayFields />
      <p className="muted">
        {kept.replay === null
          ? 'Accounts and orders are kept for each seed and for either kind of hours: a market goes on where you left it.'
          : 'A replay keeps nothing: it plays the same days at every start, with accounts that begin anew.'}
      </p>
      {gateway !== null && isWaiting(gateway, kept) && (
        <p className="muted">Stop and start the paper gateway to use these.</p>
      )}
    </section>
  );
}

/** Whether the running gateway has other settings than the next one will. Accounts that were there stay. */
function isWaiting(
  gateway: GatewayStatus,
  kept: ReturnType<typeof useSettings.getState>['paperGateway'],
): boolean {
  const names = gateway.accounts.map(({ name }) => name);
  return (
    gateway.replay !== kept.replay ||
    (['seed', 'lines', 'hasPacing', 'commissionPlan', 'submitMs', 'cancelMs'] as const).some(
      (key) => gateway[key] !== kept[key],
    ) ||
    (kept.replay === null && gateway.alwaysOpen !== kept.alwaysOpen) ||
    kept.accounts.some((account) => !names.includes(account))
  );
}

function namesIn(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim().toUpperCase())
    .filter((name) => name !== '');
}

function problemOf(schema: z.ZodType, value: unknown): string | null {
  const parsed = schema.safeParse(value);
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? 'This cannot be used.');
}

function figure(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}
