import { Checkbox, SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { CommandButton } from '../../components/CommandButton.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatNumber } from '../../format/number.ts';
import { useConnection } from '../../stores/connection.ts';
import { changeSettings, useSettings } from '../../stores/settings.ts';
import { DefaultQuantities } from './DefaultQuantities.tsx';
import { StartWithSetting } from './StartWithSetting.tsx';
import styles from './SettingsPanel.module.css';

export function SettingsPanel() {
  const settings = useSettings();
  const info = useConnection((state) => state.appInfo);
  return (
    <Panel>
      <div className={styles['scroll']}>
        <h2>Look</h2>
        <Row label="Theme" help="Dark and light share one set of colours; System follows the desktop.">
          <SegmentedControl
            aria-label="Theme"
            size="xs"
            value={settings.theme}
            onChange={(theme) => void changeSettings({ theme })}
            data={[
              { value: 'dark', label: 'Dark' },
              { value: 'light', label: 'Light' },
              { value: 'system', label: 'System' },
            ]}
          />
        </Row>
        <Row
          label="Contrast"
          help="Lines and letters that stand out, in either theme; also where the desktop asks for it."
        >
          <Checkbox
            label="High contrast"
            checked={settings.highContrast}
            onChange={(event) => void changeSettings({ highContrast: event.currentTarget.checked })}
          />
        </Row>
        <Row
          label="Gain and loss"
          help="Blue and orange are told apart by eyes that do not tell green from red."
        >
          <Checkbox
            label="Blue and orange"
            checked={settings.colourBlindPalette}
            onChange={(event) => void changeSettings({ colourBlindPalette: event.currentTarget.checked })}
          />
        </Row>
        <Row label="Rows" help="Compact shows a fifth more rows.">
          <SegmentedControl
            aria-label="Rows"
            size="xs"
            value={settings.density}
            onChange={(density) => void changeSettings({ density })}
            data={[
              { value: 'compact', label: 'Compact' },
              { value: 'comfortable', label: 'Comfortable' },
            ]}
          />
        </Row>
        <Row label="Zoom" help="Of the whole window.">
          <CommandButton id="view.zoomOut">Smaller</CommandButton>
          <output className={styles['zoom']} aria-label="Zoom">
            {formatNumber(100 * 1.2 ** settings.zoomLevel)} %
          </output>
          <CommandButton id="view.zoomIn">Larger</CommandButton>
          <CommandButton id="view.zoomReset">Reset</CommandButton>
        </Row>
        <Row label="Times" help="Bars shorter than a day; daily bars are dated by their session.">
          <SegmentedControl
            aria-label="Times"
            size="xs"
            value={settings.timeDisplay}
            onChange={(timeDisplay) => void changeSettings({ timeDisplay })}
            data={[
              { value: 'exchange', label: 'Exchange' },
              { value: 'local', label: 'Local' },
            ]}
          />
        </Row>
        <Row
          label="Panels"
          help="This workspace as it was at the first start. The others, data and settings stay."
        >
          <CommandButton id="workspace.reset">Reset the layout</CommandButton>
        </Row>
        <h2>Trading</h2>
        <Row label="How Tradewind begins" help="From the next start on; the paper gateway starts at once.">
          <StartWithSetting key={`${settings.twsAddress.host}:${settings.twsAddress.port}`} />
        </Row>
        <Row label="Default quantities" help="What a new order ticket begins with, by kind of contract.">
          <DefaultQuantities />
        </Row>
        <h2>Data</h2>
        <Row label="Data folder" help="Library, runs, settings. Nothing leaves this computer.">
          <code className={styles['path']}>{info?.dataDirectory ?? '…'}</code>
          <CommandButton id="app.openFolder.data">Open</CommandButton>
        </Row>
        <Row label="Log folder" help="What happened, for reports of faults.">
          <code className={styles['path']}>{info?.logDirectory ?? '…'}</code>
          <CommandButton id="app.openFolder.logs">Open</CommandButton>
        </Row>
        <Row label="Backup" help="A copy of the library and all runs, in one file.">
          <CommandButton id="library.backup">Back up…</CommandButton>
        </Row>
      </div>
    </Panel>
  );
}

function Row({ label, help, children }: { label: string; help: string; children: ReactNode }) {
  return (
    <div className={styles['row']}>
      <div>
        <div>{label}</div>
        <div className={styles['help']}>{help}</div>
      </div>
      <div className={styles['control']}>{children}</div>
    </div>
  );
}
