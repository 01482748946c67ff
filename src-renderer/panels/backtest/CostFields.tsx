import { Choice } from '../../components/Choice.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import form from '../../components/form.module.css';
import { changeDraft } from '../../stores/backtest-draft.ts';
import type { FieldErrors } from '../../stores/backtest-errors.ts';
import type { BacktestDraft } from '../../stores/backtest-fields.ts';

const COMMISSIONS = [
  { value: 'per-unit', label: 'Per unit' },
  { value: 'per-order', label: 'Per order' },
  { value: 'basis-points', label: 'Share of value' },
  { value: 'ib-fixed', label: 'IB fixed' },
  { value: 'ib-tiered', label: 'IB tiered' },
  { value: 'none', label: 'None' },
] as const;

const HAS_NO_FIGURE: ReadonlySet<string> = new Set(['none', 'ib-fixed', 'ib-tiered']);

const SLIPPAGES = [
  { value: 'basis-points', label: 'Share of price' },
  { value: 'ticks', label: 'Ticks' },
  { value: 'none', label: 'None' },
] as const;

/** What trading costs. */
export function CostFields({ draft, errors }: { draft: BacktestDraft; errors: FieldErrors }) {
  const figure = (
    field: 'perOrder' | 'perUnit' | 'minimum' | 'commissionBasisPoints' | 'ticks' | 'slippageBasisPoints',
  ) => ({
    value: draft[field],
    error: errors[field],
    onChange: (text: string) => changeDraft({ [field]: text }),
  });
  return (
    <fieldset className={form['section']}>
      <legend>COSTS</legend>
      <div className={form['grid']}>
        <Choice
          label="Commission"
          value={draft.commissionKind}
          options={COMMISSIONS}
          onChange={(commissionKind) => changeDraft({ commissionKind })}
          help="Taken from cash with every fill."
          {...(draft.commissionKind === 'per-unit' ? { className: form['wide'] } : {})}
        />
        {draft.commissionKind === 'per-order' && <FigureInput label="Each order" {...figure('perOrder')} />}
        {draft.commissionKind === 'per-unit' && (
          <>
            <FigureInput label="Each unit" {...figure('perUnit')} />
            <FigureInput label="Minimum" hint="per order" {...figure('minimum')} />
          </>
        )}
        {draft.commissionKind === 'basis-points' && (
          <FigureInput label="Of value" hint="basis points" {...figure('commissionBasisPoints')} />
        )}
        {HAS_NO_FIGURE.has(draft.commissionKind) && <span />}
        <Choice
          label="Slippage"
          value={draft.slippageKind}
          options={SLIPPAGES}
          onChange={(slippageKind) => changeDraft({ slippageKind })}
          help="How much worse than the next open an order fills."
        />
        {draft.slippageKind === 'ticks' && (
          <FigureInput label="Slippage ticks" hint="ticks" {...figure('ticks')} />
        )}
        {draft.slippageKind === 'basis-points' && (
          <FigureInput label="Of price" hint="basis points" {...figure('slippageBasisPoints')} />
        )}
      </div>
    </fieldset>
  );
}
