import { Choice } from '../../components/Choice.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import form from '../../components/form.module.css';
import { changeDraft } from '../../stores/backtest-draft.ts';
import type { FieldErrors } from '../../stores/backtest-errors.ts';
import { CurrencyFields } from './CurrencyFields.tsx';
import type { BacktestDraft } from '../../stores/backtest-fields.ts';

const KINDS = [
  { value: 'percent-of-equity', label: 'Percent of equity' },
  { value: 'cash', label: 'Fixed cash' },
  { value: 'quantity', label: 'Fixed quantity' },
] as const;

const AMOUNTS = {
  quantity: { field: 'quantity', label: 'Quantity', hint: 'units' },
  cash: { field: 'sizingCash', label: 'Cash per entry', hint: '' },
  'percent-of-equity': { field: 'percent', label: 'Percent', hint: '%' },
} as const;

/** How much money there is and how much of it an entry takes. */
export function SizingFields(props: { draft: BacktestDraft; errors: FieldErrors; currency: string }) {
  const { draft, errors, currency } = props;
  const account = draft.baseCurrency.trim().toUpperCase() || currency;
  const amount = AMOUNTS[draft.sizingKind];
  return (
    <fieldset className={form['section']}>
      <legend>MONEY</legend>
      <div className={form['grid']}>
        <FigureInput
          label="Starting cash"
          value={draft.cash}
          hint={account}
          onChange={(cash) => changeDraft({ cash })}
          error={errors['cash']}
          className={form['wide']}
        />
        <Choice
          label="Size of an entry"
          value={draft.sizingKind}
          options={KINDS}
          onChange={(sizingKind) => changeDraft({ sizingKind })}
          help="Cash and percent are turned into units at the close that gives the signal, rounded down to the lot."
        />
        <FigureInput
          label={amount.label}
          value={draft[amount.field]}
          hint={amount.hint === '' ? account : amount.hint}
          onChange={(text) => changeDraft({ [amount.field]: text })}
          error={errors[amount.field]}
        />
        <CurrencyFields draft={draft} errors={errors} currency={currency} />
      </div>
    </fieldset>
  );
}
