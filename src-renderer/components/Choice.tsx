import { Select, Tooltip } from '@mantine/core';

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  readonly help?: string;
  readonly error?: string | undefined;
  readonly searchable?: boolean;
  readonly className?: string | undefined;
}

/** One of a few. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const select = (
    <Select
      label={props.label}
      className={props.className ?? ''}
      data={props.options.map(({ value, label }) => ({ value: value, label }))}
      value={props.value}
      error={props.error}
      searchable={props.searchable ?? false}
      allowDeselect={false}
      onChange={(value) => value !== null && props.onChange(value)}
    />
  );
  return props.help === undefined ? (
    select
  ) : (
    <Tooltip label={props.help} position="right">
      {select}
    </Tooltip>
  );
}
