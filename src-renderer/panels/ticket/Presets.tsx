import { Button, Select } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { type TicketPreset, TICKET_PRESETS_MAX } from '#shared/model/ticket-preset.ts';
import { Choice } from '../../components/Choice.tsx';
import { hotkeyText } from '../../components/CommandButton.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import { changeSettings, useSettings } from '../../stores/settings.ts';
import { openPreset, ticketMarket, useTicket } from '../../stores/ticket.ts';
import { presetOfDraft } from '../../stores/ticket-preset.ts';
import styles from './ticket.module.css';

/** Tickets that the user has kept: each has a key, and fills in all but the contract and the side. */
export function Presets() {
  const presets = useSettings((state) => state.ticketPresets);
  const chosen = useTicket((state) => state.preset);
  const [isSaving, setSaving] = useState(false);
  const isKnown = presets.some(({ name }) => name === chosen);
  return (
    <div className={styles['presets']}>
      <div className={styles['presetRow']}>
        <Select
          className={styles['presetChoice'] ?? ''}
          aria-label="Preset"
          placeholder={presets.length === 0 ? 'No preset yet' : 'Preset'}
          disabled={presets.length === 0}
          data={presets.map(({ name }, index) => ({
            value: name,
            label: `${name} (${hotkeyText(`mod+shift+${index + 1}`)})`,
          }))}
          value={isKnown ? chosen : null}
          onChange={(name) => {
            const preset = presets.find((one) => one.name === name);
            if (preset !== undefined) openPreset(preset);
          }}
        />
        <Button aria-expanded={isSaving} onClick={() => setSaving(!isSaving)}>
          Keep…
        </Button>
        {isKnown && (
          <Button
            title={`Removes the preset ${chosen}; the ticket stays as it is`}
            onClick={() => {
              void changeSettings({ ticketPresets: presets.filter(({ name }) => name !== chosen) });
            }}
          >
            Remove
          </Button>
        )}
      </div>
      {isSaving && <KeepForm presets={presets} onDone={() => setSaving(false)} />}
    </div>
  );
}

/** What is typed becomes a preset; one of the same name is replaced. */
function KeepForm({ presets, onDone }: { presets: readonly TicketPreset[]; onDone: () => void }) {
  const [name, setName] = useState('');
  const [unit, setUnit] = useState<TicketPreset['unit']>('amount');
  const [error, setError] = useState<string | undefined>(undefined);

  function keep(): void {
    const read = presetOfDraft(useTicket.getState().draft, { name, unit, market: ticketMarket() });
    if (read.kind === 'error') return setError(read.error);
    const { preset } = read;
    const isKnown = presets.some((one) => one.name === preset.name);
    if (!isKnown && presets.length >= TICKET_PRESETS_MAX)
      return setError(`${TICKET_PRESETS_MAX} is the most: remove one first`);
    const next = isKnown
      ? presets.map((one) => (one.name === preset.name ? preset : one))
      : [...presets, preset];
    void changeSettings({ ticketPresets: next });
    useTicket.setState({ preset: preset.name });
    onDone();
  }

  // It stands inside the ticket's form: Enter keeps the preset and sends nothing.
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) keep();
    else if (event.key === 'Escape') onDone();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className={styles['keep']} onKeyDown={onKeyDown}>
      <FigureInput
        isText
        isFirst
        label="Name of the preset"
        value={name}
        error={error}
        onChange={(text) => {
          setName(text);
          setError(undefined);
        }}
      />
      <Choice
        label="Distances in"
        value={unit}
        options={[
          { value: 'amount', label: 'price' },
          { value: 'percent', label: 'per cent' },
        ]}
        onChange={setUnit}
      />
      <Button onClick={keep}>Keep the ticket</Button>
    </div>
  );
}
