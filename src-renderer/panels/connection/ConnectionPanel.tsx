import { Checkbox } from '@mantine/core';
import type { ConnectionStatus } from '#shared/model/connection.ts';
import { setConnectAtStart } from '../../commands/connection.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { SkeletonRows } from '../../components/states.tsx';
import { PHASE_SIGNS, PHASE_WORDS } from '../../format/connection.ts';
import { useBroker } from '../../stores/broker.ts';
import { Budgets } from './Budgets.tsx';
import { DataKindChoice } from './DataKindChoice.tsx';
import { Farms } from './Farms.tsx';
import { Profiles } from './Profiles.tsx';
import { StateFacts } from './StateFacts.tsx';
import { Trouble } from './Trouble.tsx';
import styles from './ConnectionPanel.module.css';

/** The way to the broker: how it stands, why it does not, what it may carry, and the profiles there are. */
export function ConnectionPanel() {
  const status = useBroker((state) => state.status);
  const settings = useBroker((state) => state.settings);
  if (status === null || settings === null) {
    return (
      <Panel>
        <SkeletonRows label="Asking for the connection" />
      </Panel>
    );
  }
  return (
    <Panel>
      <Toolbar title="Connection">
        <Phase status={status} />
        <CommandButton id="connection.retry">Try now</CommandButton>
        {status.phase === 'disconnected' ? (
          <CommandButton id="connection.connect" variant="filled">
            Connect
          </CommandButton>
        ) : (
          <CommandButton id="connection.disconnect">Disconnect</CommandButton>
        )}
      </Toolbar>
      <div className={styles['scroll']}>
        <Trouble status={status} />
        <StateFacts status={status} />
        <Profiles status={status} settings={settings} />
        <Checkbox
          className={styles['atStart'] ?? ''}
          label="Connect to the last profile when Tradewind starts"
          checked={settings.connectsAtStart}
          onChange={(event) => void setConnectAtStart(event.currentTarget.checked)}
        />
        <DataKindChoice />
        <Budgets />
        <Farms farms={status.farms} />
      </div>
    </Panel>
  );
}

function Phase({ status }: { status: ConnectionStatus }) {
  return (
    <span className={styles['phase']} data-phase={status.phase} role="status" aria-label="State">
      <span aria-hidden>{PHASE_SIGNS[status.phase]}</span> {PHASE_WORDS[status.phase]}
    </span>
  );
}
