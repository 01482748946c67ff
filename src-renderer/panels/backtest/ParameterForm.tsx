import { Checkbox } from '@mantine/core';
import { useMemo } from 'react';
import type { StrategyInfo } from '#shared/ipc/contract.ts';
import { Choice } from '../../components/Choice.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import form from '../../components/form.module.css';
import { changeParameter } from '../../stores/backtest-draft.ts';
import type { FieldErrors } from '../../stores/backtest-errors.ts';
import type { BacktestDraft } from '../../stores/backtest-fields.ts';
import { type ParameterField, parameterFields, rangeOf } from '../../stores/parameter-fields.ts';

/** A strategy's parameters: the form that its own JSON Schema describes. */
export function ParameterForm(props: { strategy: StrategyInfo; draft: BacktestDraft; errors: FieldErrors }) {
  const { strategy, draft, errors } = props;
  const fields = useMemo(
    () => parameterFields(strategy.parametersJsonSchema, strategy.defaults),
    [strategy.parametersJsonSchema, strategy.defaults],
  );
  return (
    <ParameterFields
      key={strategy.strategyId}
      fields={fields}
      typed={draft.parameters[strategy.strategyId] ?? {}}
      error={(name) => errors[`parameters.${name}`]}
      onChange={(name, text) => changeParameter(strategy.strategyId, name, text)}
    />
  );
}

/** Fields that a JSON Schema describes, with what is typed in them. */
export function ParameterFields(props: {
  fields: readonly ParameterField[];
  typed: Readonly<Record<string, string>>;
  error: (name: string) => string | undefined;
  onChange: (name: string, text: string) => void;
}) {
  return (
    <div className={form['grid']}>
      {props.fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          text={props.typed[field.name] ?? field.default}
          error={props.error(field.name)}
          onChange={(text) => props.onChange(field.name, text)}
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
