import { Button, Popover, Select, Tooltip } from '@mantine/core';
import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { z } from 'zod';
import type { ChartIndicator } from '#shared/model/chart.ts';
import { CHART_INDICATORS, findIndicator } from '../../charts/indicator-columns.ts';
import { FigureInput } from '../../components/FigureInput.tsx';
import { setIndicators } from '../../stores/chart.ts';
import {
  type ParameterField,
  parameterFields,
  parseParameter,
  rangeOf,
} from '../../stores/parameter-fields.ts';
import { useSettings } from '../../stores/settings.ts';
import { useChartView } from '../../stores/chart-view.ts';
import styles from './chart.module.css';

const INDICATORS_MAX = 12;

/** The indicators on the chart with their parameters, and those that can be added. */
export function IndicatorsMenu() {
  const chosen = useSettings((state) => state.chart.indicators);
  const isOpen = useChartView((state) => state.isMenuOpen);
  const [search, setSearch] = useState('');
  const options = useMemo(
    () => CHART_INDICATORS.map(({ id, title, pane }) => ({ value: id, label: title, group: GROUPS[pane] })),
    [],
  );
  const grouped = Object.values(GROUPS).map((group) => ({
    group,
    items: options.filter((option) => option.group === group).map(({ value, label }) => ({ value, label })),
  }));
  function add(id: string): void {
    const parameters = findIndicator(id)?.parameters.parse({}) as ChartIndicator['parameters'] | undefined;
    if (parameters !== undefined) setIndicators([...chosen, { id, parameters }]);
  }
  return (
    <Popover
      opened={isOpen}
      onChange={(isMenuOpen) => useChartView.setState({ isMenuOpen })}
      position="bottom-start"
      trapFocus
      withinPortal
    >
      <Popover.Target>
        <Button
          variant="subtle"
          size="compact-xs"
          aria-expanded={isOpen}
          onClick={() => useChartView.setState({ isMenuOpen: !isOpen })}
        >
          Indicators{chosen.length === 0 ? '' : ` (${chosen.length})`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={styles['indicators']} role="group" aria-label="Indicators">
          {chosen.map((indicator, index) => (
            <ChosenIndicator
              key={`${index} ${indicator.id}`}
              indicator={indicator}
              onChange={(changed) =>
                setIndicators(
                  changed === null ? chosen.toSpliced(index, 1) : chosen.toSpliced(index, 1, changed),
                )
              }
            />
          ))}
          <Select
            size="xs"
            searchable
            aria-label="Add an indicator"
            placeholder={chosen.length < INDICATORS_MAX ? 'Add an indicator' : 'Remove one to add another'}
            disabled={chosen.length >= INDICATORS_MAX}
            data={grouped}
            value={null}
            searchValue={search}
            onSearchChange={setSearch}
            selectFirstOptionOnChange
            comboboxProps={{ withinPortal: false }}
            onChange={(id) => {
              if (id !== null) add(id);
              setSearch('');
            }}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

const GROUPS = { price: 'Over the prices', own: 'In a pane of its own' } as const;

function ChosenIndicator(props: {
  indicator: ChartIndicator;
  onChange: (changed: ChartIndicator | null) => void;
}) {
  const { indicator, onChange } = props;
  const definition = findIndicator(indicator.id);
  const fields = useMemo(
    () => (definition === undefined ? [] : parameterFields(z.toJSONSchema(definition.parameters))),
    [definition],
  );
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string | null>(null);
  function change(field: ParameterField, text: string): void {
    setTyped({ ...typed, [field.name]: text });
    const value = parseParameter(field, text);
    if (!value.ok || definition === undefined) {
      setProblem(value.ok ? null : value.error);
      return;
    }
    const parameters = { ...indicator.parameters, [field.name]: value.value };
    const checked = definition.parameters.safeParse(parameters);
    setProblem(checked.success ? null : (checked.error.issues[0]?.message ?? null));
    if (checked.success) onChange({ ...indicator, parameters });
  }
  const title = definition?.title ?? indicator.id;
  return (
    <div className={styles['indicator']} role="group" aria-label={title}>
      <Tooltip label={definition?.description ?? 'Not known to this version'} multiline w={280}>
        <span className={styles['indicatorTitle']}>{title}</span>
      </Tooltip>
      {fields.map((field) => (
        <FigureInput
          key={field.name}
          label={field.title}
          hint={rangeOf(field)}
          help={field.help}
          className={styles['parameter']}
          value={typed[field.name] ?? String(indicator.parameters[field.name] ?? field.default)}
          onChange={(text) => change(field, text)}
        />
      ))}
      <Button
        variant="subtle"
        size="compact-xs"
        aria-label={`Remove ${title}`}
        onClick={() => onChange(null)}
      >
        <X size={12} aria-hidden />
      </Button>
      {problem !== null && <span className="loss">{problem}</span>}
    </div>
  );
}
