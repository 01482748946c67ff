import { SegmentedControl, TextInput } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import type { Watched } from '#shared/model/watchlist.ts';
import { quoteOf, useQuote } from '../../stores/quotes.ts';
import { changeTicket, newerLimit, takeNewerLimit, useTicket } from '../../stores/ticket.ts';
import { type PriceField, stepped } from '../../stores/ticket-draft.ts';
import styles from './ticket.module.css';

const LABELS: Readonly<Record<PriceField, string>> = {
  limit: 'Limit price',
  stop: 'Stop price',
  trail: 'Trails by',
  offset: 'Limit offset',
};

/** The prices that the type takes. Arrows step by a tick, with Shift by ten. */
export function PriceFields(props: {
  watched: Watched;
  fields: readonly (readonly [PriceField, 'required' | 'optional'])[];
}) {
  const { draft, errors } = useTicket();
  const { contract, minTick } = props.watched;

  function onKeyDown(event: KeyboardEvent, field: PriceField): void {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const start = field === 'limit' || field === 'stop' ? (quoteOf(contract.contractId)?.mark ?? null) : 0;
    const step = field === 'trail' && draft.trailUnit === 'percent' ? 0.1 : minTick;
    changeTicket({ [field]: stepped(draft[field], by * (event.shiftKey ? 10 : 1), step, start) });
  }

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
        onKeyDown={(event) => onKeyDown(event, field)}
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
