import { Checkbox } from '@mantine/core';
import { useMemo } from 'react';
import type { StrategyInfo } from '#shared/ipc/contract.ts';
import { Choice } from '../../components/Choice.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import form from '../../components/form.module.css';
import { changeParameter } from '../../stores/backtest-draft.ts';
import type { BacktestDraft, FieldErrors } from '../../stores/backtest-spec.ts';
import { type ParameterField, parameterFields, rangeOf } from '../../stores/parameter-fields.ts';

/** A strategy's parameters: the form that its own JSON Schema describes. */
export function ParameterForm(props: { strategy: StrategyInfo; draft: BacktestDraft; errors: FieldErrors }) {
  const { strategy, draft, errors } = props;
  const fields = useMemo(
    () => parameterFields(strategy.parametersJsonSchema, strategy.defaults),
    [strategy.parametersJsonSchema, strategy.defaults],
  );
  const typed = draft.parameters[strategy.strategyId] ?? {};
  return (
    <div className={form['grid']}>
      {fields.map((field) => (
        <Field
          key={`${strategy.strategyId} ${field.name}`}
          field={field}
          text={typed[field.name] ?? field.default}
          error={errors[`parameters.${field.name}`]}
          onChange={(text) => changeParameter(strategy.strategyId, field.name, text)}
        />
      ))}
    </div>
  );
}

interface FieldProps {
  readonly field: ParameterField;
  readonly text: string;
  readonly error: string | undefined;
  readonly onChange: (text: string) => void;
}

function Field({ field, text, error, onChange }: FieldProps) {
  if (field.kind === 'boolean') {
    return (
      <Checkbox
        className={form['wide'] ?? ''}
        label={field.title}
        description={field.help}
        error={error}
        checked={text === 'true'}
        onChange={(event) => onChange(String(event.currentTarget.checked))}
      />
    );
  }
  if (field.kind === 'choice') {
    return (
      <Choice
        label={field.title}
        value={text}
        options={field.choices.map((value) => ({ value, label: value }))}
        onChange={onChange}
        help={field.help}
        error={error}
      />
    );
  }
  const help = [field.help, field.default === '' ? '' : `Default ${field.default}.`]
    .filter(Boolean)
    .join(' ');
  return (
    <FigureInput
      label={field.title}
      value={text}
      hint={rangeOf(field)}
      help={help}
      error={error}
      onChange={onChange}
      isText={field.kind === 'text'}
    />
  );
}
