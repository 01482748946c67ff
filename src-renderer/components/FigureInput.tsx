import { TextInput, Tooltip } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import styles from './form.module.css';

interface FigureInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly error?: string | undefined;
  /** Shown beside the label: the range, or the unit. */
  readonly hint?: string | undefined;
  /** Shown on hover and read with the field. */
  readonly help?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly className?: string | undefined;
  readonly isText?: boolean;
  /** Takes the focus when its form appears. */
  readonly isFirst?: boolean;
}

/** A labelled line of input. What is typed stays as typed; errors stand under it. */
export function FigureInput(props: FigureInputProps) {
  const label = (
    <span className={styles['label']}>
      <span>{props.label}</span>
      {props.hint !== undefined && props.hint !== '' && <span className={styles['range']}>{props.hint}</span>}
    </span>
  );
  const input = (
    <TextInput
      size="xs"
      className={props.className ?? ''}
      label={label}
      labelProps={{ style: { width: '100%' } }}
      aria-label={props.label}
      value={props.value}
      error={props.error}
      placeholder={props.placeholder}
      inputMode={props.isText === true ? 'text' : 'decimal'}
      autoFocus={props.isFirst}
      spellCheck={false}
      autoComplete="off"
      onKeyDown={props.onKeyDown}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
  if (props.help === undefined || props.help === '') return input;
  return (
    <Tooltip label={props.help} position="right">
      {input}
    </Tooltip>
  );
}
