import { Button, Select, Tooltip } from '@mantine/core';
import { BAR_SIZES, type BarSize } from '#shared/model/bar-size.ts';
import { contractName } from '#shared/model/contract.ts';
import type { Watched } from '#shared/model/watchlist.ts';
import { BAR_SIZE_KEYS } from '../../commands/chart.ts';
import { findCommand, runCommand } from '../../commands/registry.ts';
import { hotkeyText } from '../../components/CommandButton.tsx';
import { setBarSize, useChart } from '../../stores/chart.ts';
import { useSettings } from '../../stores/settings.ts';
import { IndicatorsMenu } from './IndicatorsMenu.tsx';
import styles from './chart.module.css';

const SHORT: Partial<Record<BarSize, string>> = {
  ...{ '1 min': '1m', '5 mins': '5m', '15 mins': '15m', '1 hour': '1h', '1 day': '1d', '1 week': '1w' },
};

/** What is shown and how: bar size, hours, indicators. */
export function ChartToolbar({ watched }: { watched: Watched }) {
  const { barSize, isRegularHoursOnly } = useSettings((state) => state.chart);
  const isPaging = useChart((state) => state.isPaging);
  return (
    <div className={styles['toolbar']} role="toolbar" aria-label="Chart">
      <strong className={styles['name']} title={watched.longName}>
        {contractName(watched.contract)}
      </strong>
      <div className={styles['sizes']} role="group" aria-label="Bar size">
        {BAR_SIZE_KEYS.map((size) => (
          <CommandToggle key={size} id={`chart.barSize.${size}`} isOn={size === barSize}>
            {SHORT[size] ?? size}
          </CommandToggle>
        ))}
      </div>
      <Select
        aria-label="Any bar size"
        size="xs"
        className={styles['anySize'] ?? ''}
        data={[...BAR_SIZES]}
        value={barSize}
        allowDeselect={false}
        onChange={(value) => value !== null && setBarSize(value)}
      />
      <CommandToggle id="chart.regularHours" isOn={isRegularHoursOnly}>
        RTH
      </CommandToggle>
      <IndicatorsMenu />
      <span className={styles['paging']} role="status">
        {isPaging ? 'loading…' : ''}
      </span>
    </div>
  );
}

function CommandToggle({ id, isOn, children }: { id: string; isOn: boolean; children: string }) {
  const command = findCommand(id);
  if (command === undefined) return null;
  const key = command.hotkey === undefined ? '' : ` (${hotkeyText(command.hotkey)})`;
  return (
    <Tooltip label={`${command.title}${key}`}>
      <Button
        variant={isOn ? 'light' : 'subtle'}
        size="compact-xs"
        aria-pressed={isOn}
        onClick={() => runCommand(id)}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
