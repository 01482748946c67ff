import { TextInput } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import type { Watched } from '#shared/model/watchlist.ts';
import { changeTicket, searchFromTicket, useTicket } from '../../stores/ticket.ts';
import { stepped } from '../../stores/ticket-draft.ts';

const STEPS: Readonly<Record<string, number>> = { STK: 100, CASH: 1_000 };

/** Arrows step it, in any other field Ctrl with the arrows; Shift by ten times as much. */
export function QuantityField({ watched }: { watched: Watched }) {
  const quantity = useTicket((state) => state.draft.quantity);
  const error = useTicket((state) => state.errors.quantity);
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const isWhole = selectionStart === 0 && selectionEnd === value.length;
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    if (isWhole && !hasModifier && /^[a-z]$/i.test(event.key)) {
      event.preventDefault();
      searchFromTicket(event.key);
    } else stepQuantity(event, watched);
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

export function stepQuantity(event: KeyboardEvent, { contract }: Watched): void {
  const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  const step = event.altKey ? 1 : (STEPS[contract.securityType] ?? 1);
  const next = stepped(useTicket.getState().draft.quantity, by * (event.shiftKey ? 10 : 1), step, 0);
  if (Number(next) > 0) changeTicket({ quantity: next });
}
