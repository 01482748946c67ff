import { TextInput } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import type { Watched } from '#shared/model/watchlist.ts';
import { changeTicket, useTicket } from '../../stores/ticket.ts';
import { stepped } from '../../stores/ticket-draft.ts';

const STEPS: Readonly<Record<string, number>> = { STK: 100, CASH: 1_000 };

/** Ctrl with the arrows steps it; Shift by ten times as much. */
export function QuantityField({ watched }: { watched: Watched }) {
  const quantity = useTicket((state) => state.draft.quantity);
  const error = useTicket((state) => state.errors.quantity);
  const step = STEPS[watched.contract.securityType] ?? 1;
  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = stepped(quantity, by * (event.shiftKey ? 10 : 1), event.altKey ? 1 : step, 0);
    if (Number(next) > 0) changeTicket({ quantity: next });
  }
  return (
    <TextInput
      size="xs"
      label="Quantity"
      aria-label="Quantity"
      inputMode="decimal"
      autoComplete="off"
      spellCheck={false}
      value={quantity}
      error={error}
      onKeyDown={onKeyDown}
      onChange={(event) => changeTicket({ quantity: event.currentTarget.value })}
    />
  );
}
