import { Choice } from '../../components/Choice.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import form from '../../components/form.module.css';
import { changeDraft } from '../../stores/backtest-draft.ts';
import type { FieldErrors } from '../../stores/backtest-errors.ts';
import type { BacktestDraft } from '../../stores/backtest-fields.ts';
import { SessionFields } from './SessionFields.tsx';

const ACCOUNTS = [
  { value: 'cash', label: 'Cash' },
  { value: 'margin', label: 'Margin' },
] as const;

const LIMIT_FILLS = [
  { value: 'through', label: 'Traded through' },
  { value: 'touch', label: 'Touched' },
] as const;

const CLOSE_FILLS = [
  { value: 'next-close', label: 'Next close' },
  { value: 'this-close', label: 'Close decided on' },
] as const;

const LIMITS = [
  { value: 'neutral', label: 'Neutral: none' },
  { value: 'practice', label: 'As in Practice' },
  { value: 'paper', label: 'As in broker paper' },
  { value: 'live', label: 'As in live trading' },
] as const;

const OWN_LIMITS = { value: 'own', label: 'Those of the run opened' } as const;

/** What the account may do, and how its orders meet the bars. */
export function ExecutionFields({ draft, errors }: { draft: BacktestDraft; errors: FieldErrors }) {
  const figure = (field: 'participation' | 'borrow' | 'latencyBars') => ({
    value: draft[field],
    error: errors[field],
    onChange: (text: string) => changeDraft({ [field]: text }),
  });
  return (
    <fieldset className={form['section']}>
      <legend>ORDERS</legend>
      <div className={form['grid']}>
        <Choice
          label="Account"
          value={draft.account}
          options={ACCOUNTS}
          onChange={(account) => changeDraft({ account })}
          error={errors['account']}
          help="Margin sells short and borrows by Regulation T; positions it cannot keep are closed."
        />
        {draft.account === 'margin' ? (
          <FigureInput label="Borrow fee" hint="% a year" {...figure('borrow')} />
        ) : (
          <span />
        )}
        <Choice
          label="Limit orders fill"
          value={draft.limitFill}
          options={LIMIT_FILLS}
          onChange={(limitFill) => changeDraft({ limitFill })}
          help="A price that is only touched may have traded without you."
        />
        <Choice
          label="Orders for the close"
          value={draft.closeFill}
          options={CLOSE_FILLS}
          onChange={(closeFill) => changeDraft({ closeFill })}
          help="Whether an order that a close gave rise to can still get that close."
        />
        <FigureInput label="Part of volume" hint="% at most" placeholder="all" {...figure('participation')} />
        <FigureInput label="Latency" hint="bars" {...figure('latencyBars')} />
        <SessionFields draft={draft} error={errors['session']} />
        <LimitChoice draft={draft} error={errors['preTrade']} />
      </div>
    </fieldset>
  );
}

/** Default limits by profile; a run that set rules of its own keeps them until another choice is made. */
function LimitChoice({ draft: { preTrade }, error }: { draft: BacktestDraft; error: string | undefined }) {
  const isOwn = preTrade !== null && Object.keys(preTrade.rules).length > 0;
  return (
    <Choice
      label="Pre-trade limits"
      value={isOwn ? OWN_LIMITS.value : (preTrade?.profile ?? 'neutral')}
      options={isOwn ? [...LIMITS, OWN_LIMITS] : LIMITS}
      onChange={(profile) => {
        if (profile === 'own') return;
        changeDraft({ preTrade: profile === 'neutral' ? null : { profile, rules: {} } });
      }}
      error={error}
      help="The default limits that orders meet in trading; the result tells what they denied and which rules bars cannot answer."
    />
  );
}
