import { Button, Checkbox, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import {
  letsMoreThrough,
  limitInput,
  type LimitParam,
  limitText,
  limitUnit,
  readLimit,
} from '../../stores/limit-figures.ts';
import { changeLimit } from '../../stores/risk.ts';
import styles from './risk.module.css';

interface LimitFieldProps {
  readonly code: string;
  readonly param: LimitParam;
  readonly currency: string;
  readonly isChanging: boolean;
}

/** One figure of a rule. Nothing is set while it is typed: Enter sets it, Escape leaves it as it was. */
export function LimitField({ code, param, currency, isChanging }: LimitFieldProps) {
  const byDefault = limitText(param, param.default, currency);
  return (
    <div className={styles['param']} data-param={param.name}>
      {typeof param.value === 'boolean' ? (
        <Checkbox
          className={styles['flag'] ?? ''}
          label={param.title}
          checked={param.value}
          disabled={isChanging}
          onChange={(event) =>
            void changeLimit(code, { params: { [param.name]: event.currentTarget.checked } })
          }
        />
      ) : (
        <Figure
          code={code}
          param={param}
          value={Number(param.value)}
          currency={currency}
          isChanging={isChanging}
        />
      )}
      <span className={styles['default']} data-same={param.value === param.default}>
        default {byDefault}
      </span>
    </div>
  );
}

function Figure({ code, param, value, currency, isChanging }: LimitFieldProps & { readonly value: number }) {
  const { name, title } = param;
  const asSet = limitInput(param, value);
  const [text, setText] = useState(asSet);
  const [error, setError] = useState<string | null>(null);
  const read = readLimit(param, text, currency);
  const isTouched = text.replaceAll(',', '').trim() !== asSet.replaceAll(',', '');
  const isRaise = read.kind === 'value' && letsMoreThrough(param, read.value);

  function set(): void {
    if (!isTouched) return;
    if (read.kind === 'error') setError(read.error);
    else void changeLimit(code, { params: { [name]: read.value } });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') set();
    else if (event.key === 'Escape') {
      setText(asSet);
      setError(null);
    } else return;
    event.preventDefault();
  }

  return (
    <>
      <span className={styles['title']}>{title}</span>
      <TextInput
        size="xs"
        className={styles['figure'] ?? ''}
        aria-label={title}
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        disabled={isChanging}
        value={text}
        error={error}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setError(null);
        }}
      />
      <span className={styles['unit']}>{limitUnit(param, currency)}</span>
      <span className={styles['set']}>
        {isTouched && (
          <Button size="compact-xs" disabled={isChanging} onClick={set}>
            {isRaise ? 'Let more through…' : 'Set'}
          </Button>
        )}
      </span>
    </>
  );
}
