import { FigureInput } from '../../components/FigureInput.tsx';
import form from '../../components/form.module.css';
import { changeDraft } from '../../stores/backtest-draft.ts';
import type { FieldErrors } from '../../stores/backtest-errors.ts';
import type { BacktestDraft } from '../../stores/backtest-fields.ts';

/** What the account is told in, and, where that is said, what its other currencies are worth and cost. */
export function CurrencyFields(props: { draft: BacktestDraft; errors: FieldErrors; currency: string }) {
  const { draft, errors, currency } = props;
  const hasBase = draft.baseCurrency.trim() !== '';
  return (
    <>
      <FigureInput
        label="Account currency"
        value={draft.baseCurrency}
        placeholder={currency}
        onChange={(baseCurrency) => changeDraft({ baseCurrency })}
        error={errors['baseCurrency']}
        help="Such as USD. With it the account holds every currency of its symbols: fills settle in their own, cash below zero is borrowed. Empty: all symbols are in one currency."
        isText
      />
      {hasBase ? (
        <FigureInput
          label="Currency interest"
          value={draft.currencyInterest}
          hint="% a year"
          onChange={(currencyInterest) => changeDraft({ currencyInterest })}
          error={errors['currencyInterest']}
          help="What cash below zero costs, by the midnight."
        />
      ) : (
        <span />
      )}
      {hasBase && (
        <FigureInput
          label="Fixed rates"
          value={draft.fixedRates}
          placeholder="from the library"
          onChange={(fixedRates) => changeDraft({ fixedRates })}
          error={errors['fixedRates']}
          className={form['wide']}
          help="What one of a currency is worth in that of the account: EUR=1.08, JPY=0.0067. Of the others the library must have a series such as EURUSD."
          isText
        />
      )}
    </>
  );
}
