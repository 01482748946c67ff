import { TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { defaultQuantity } from '#shared/model/ticket-preset.ts';
import { formatQuantity } from '../../format/number.ts';
import { DECIMAL_HELP, parseDecimal } from '../../stores/decimal.ts';
import { changeSettings, useSettings } from '../../stores/settings.ts';
import styles from './SettingsPanel.module.css';

const TYPES: readonly (readonly [type: string, label: string])[] = [
  ['STK', 'Stocks'],
  ['OPT', 'Options'],
  ['FUT', 'Futures'],
  ['FOP', 'Options on futures'],
  ['CASH', 'Currencies'],
  ['CRYPTO', 'Crypto'],
  ['CFD', 'CFDs'],
];

/** What a new ticket begins with; Enter sets it, and an empty field goes back to what is shipped. */
export function DefaultQuantities() {
  const quantities = useSettings((state) => state.defaultQuantities);
  return (
    <div className={styles['quantities']}>
      {TYPES.map(([type, label]) => (
        <Quantity key={`${type} ${quantities[type] ?? ''}`} type={type} label={label} />
      ))}
    </div>
  );
}

function Quantity({ type, label }: { type: string; label: string }) {
  const quantities = useSettings((state) => state.defaultQuantities);
  const [text, setText] = useState(quantities[type] === undefined ? '' : String(quantities[type]));
  const [error, setError] = useState<string | null>(null);

  function set(): void {
    const { [type]: before, ...others } = quantities;
    if (text.trim() === '') {
      if (before !== undefined) void changeSettings({ defaultQuantities: others });
      return;
    }
    const value = parseDecimal(text);
    if (value === null) setError(DECIMAL_HELP);
    else if (value <= 0 || value > 1e9) setError('above 0, at most 1,000,000,000');
    else if (value !== before) void changeSettings({ defaultQuantities: { ...others, [type]: value } });
  }

  return (
    <TextInput
      size="xs"
      label={label}
      inputMode="decimal"
      autoComplete="off"
      placeholder={formatQuantity(defaultQuantity({}, type))}
      value={text}
      error={error}
      onChange={(event) => {
        setText(event.currentTarget.value);
        setError(null);
      }}
      onBlur={set}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Enter') set();
      }}
    />
  );
}
