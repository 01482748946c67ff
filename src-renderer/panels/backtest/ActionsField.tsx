import { Input, Tooltip } from '@mantine/core';
import type { SeriesSummary } from '#shared/model/series.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import form from '../../components/form.module.css';
import { actionsText, type DraftActions } from '../../stores/backtest-actions.ts';
import styles from './ActionsField.module.css';

const HELP =
  'A CSV with the columns symbol, date (the ex-date), kind (split or dividend) and value (new shares for each old one, or cash per share). Splits are taken out of raw prices, dividends are booked in cash.';

/** The splits and dividends that the run counts, from a file. */
export function ActionsField({
  actions,
  series,
  error,
}: {
  actions: DraftActions | null;
  series: readonly SeriesSummary[];
  error: string | undefined;
}) {
  return (
    <Input.Wrapper
      label="Splits and dividends"
      className={form['wide'] ?? ''}
      error={error}
      size="xs"
      role="group"
      aria-label="Splits and dividends"
    >
      <div className={styles['row']}>
        <Tooltip label={HELP} position="right">
          <span className={styles['name']}>{actions === null ? 'None' : actions.name}</span>
        </Tooltip>
        <CommandButton id="backtest.chooseActions" size="compact-xs" variant="default">
          Choose…
        </CommandButton>
        {actions !== null && (
          <CommandButton id="backtest.removeActions" size="compact-xs" variant="subtle">
            Remove
          </CommandButton>
        )}
      </div>
      {actions !== null && <div className={form['note']}>{actionsText(actions, series)}</div>}
    </Input.Wrapper>
  );
}
