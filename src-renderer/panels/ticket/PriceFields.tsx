import { SegmentedControl, TextInput } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import type { Watched } from '#shared/model/watchlist.ts';
import { quoteOf, useQuote } from '../../stores/quotes.ts';
import { changeTicket, newerLimit, takeNewerLimit, useTicket } from '../../stores/ticket.ts';
import { type PriceField, stepped } from '../../stores/ticket-draft.ts';
import { stepQuantity } from './QuantityField.tsx';
import styles from './ticket.module.css';

const LABELS: Readonly<Record<PriceField, string>> = {
  limit: 'Limit price',
  stop: 'Stop price',
  trail: 'Trails by',
  offset: 'Limit offset',
};

/** Arrows step a price by a tick, with Shift by ten; with Ctrl they step the quantity. Without a price it begins at the market. */
export function stepPrice(
  event: KeyboardEvent,
  field: PriceField | 'takeProfit' | 'stopLoss',
  watched: Watched,
): void {
  const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (by === undefined) return;
  if (event.ctrlKey || event.metaKey) return stepQuantity(event, watched);
  event.preventDefault();
  const { draft } = useTicket.getState();
  const isDistance = field === 'trail' || field === 'offset';
  const start = isDistance ? 0 : (quoteOf(watched.contract.contractId)?.mark ?? null);
  const step = field === 'trail' && draft.trailUnit === 'percent' ? 0.1 : watched.minTick;
  changeTicket({ [field]: stepped(draft[field], by * (event.shiftKey ? 10 : 1), step, start) });
}

/** The prices that the type takes. */
export function PriceFields(props: {
  watched: Watched;
  fields: readonly (readonly [PriceField, 'required' | 'optional'])[];
}) {
  const { draft, errors } = useTicket();
  const { contract } = props.watched;

  // Looked at as the quote moves.
  useQuote(contract.contractId);
  const newer = newerLimit();

  return props.fields.map(([field, need]) => (
    <div key={field} className={styles['price']}>
      <TextInput
        size="xs"
        label={LABELS[field]}
        aria-label={LABELS[field]}
        placeholder={need === 'optional' ? 'optional' : ''}
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        value={draft[field]}
        error={errors[field]}
        onKeyDown={(event) => stepPrice(event, field, props.watched)}
        onChange={(event) => changeTicket({ [field]: event.currentTarget.value })}
      />
      {field === 'limit' && newer !== null && (
        <button type="button" className={styles['newer']} onClick={takeNewerLimit}>
          The market has left it: take {newer}
        </button>
      )}
      {field === 'trail' && (
        <SegmentedControl
          size="xs"
          aria-label="Unit of the trail"
          data={[
            { value: 'amount', label: contract.currency },
            { value: 'percent', label: '%' },
          ]}
          value={draft.trailUnit}
          onChange={(trailUnit) => changeTicket({ trailUnit: trailUnit })}
        />
      )}
    </div>
  ));
}
