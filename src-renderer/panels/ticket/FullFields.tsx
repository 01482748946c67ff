import { Checkbox } from '@mantine/core';
import { TRIGGER_METHODS, type TriggerMethod } from '#shared/model/order-ticket.ts';
import { Choice } from '../../components/Choice.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import form from '../../components/form.module.css';
import { changeTicket, useTicket } from '../../stores/ticket.ts';
import styles from './ticket.module.css';

const TRIGGER_WORDS: Readonly<Record<TriggerMethod, string>> = {
  0: 'as the exchange has it',
  1: 'double bid or ask',
  2: 'last',
  3: 'double last',
  4: 'bid or ask',
  7: 'last, bid or ask',
  8: 'midpoint',
};

/** What most orders do without. */
export function FullFields() {
  const { draft, errors, changing } = useTicket();
  return (
    <div className={form['grid']}>
      <FigureInput
        label="Show at a time"
        hint="all"
        help="Iceberg: this much is shown, the rest follows."
        value={draft.display}
        error={errors.display}
        onChange={(display) => changeTicket({ display })}
      />
      <FigureInput
        label="Smallest fill"
        hint="any"
        value={draft.minQuantity}
        error={errors.minQuantity}
        onChange={(minQuantity) => changeTicket({ minQuantity })}
      />
      <label className={styles['instant']}>
        Waits until (local)
        <input
          type="datetime-local"
          aria-label="Waits until"
          value={draft.goodAfter}
          onChange={(event) => changeTicket({ goodAfter: event.currentTarget.value })}
        />
      </label>
      <Choice
        label="Set off by"
        help="Which price sets a stop off."
        value={String(draft.triggerMethod)}
        options={TRIGGER_METHODS.map((method) => ({ value: String(method), label: TRIGGER_WORDS[method] }))}
        onChange={(method) => changeTicket({ triggerMethod: Number(method) as TriggerMethod })}
      />
      {changing === null && (
        <FigureInput
          isText
          label="One cancels all"
          hint="group"
          help="Orders under the same name: a fill of one cancels the others."
          value={draft.ocaGroup}
          error={errors.ocaGroup}
          onChange={(ocaGroup) => changeTicket({ ocaGroup })}
        />
      )}
      <div className={styles['checks']}>
        <Checkbox
          size="xs"
          label="Outside regular hours"
          checked={draft.isOutsideHours}
          onChange={(event) => changeTicket({ isOutsideHours: event.currentTarget.checked })}
        />
        <Checkbox
          size="xs"
          label="All or none"
          checked={draft.isAllOrNone}
          onChange={(event) => changeTicket({ isAllOrNone: event.currentTarget.checked })}
        />
        {changing === null && (
          <Checkbox
            size="xs"
            label="Only make a position smaller"
            checked={draft.isReduceOnly}
            onChange={(event) => changeTicket({ isReduceOnly: event.currentTarget.checked })}
          />
        )}
      </div>
    </div>
  );
}
