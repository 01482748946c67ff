import { Server } from 'lucide-react';
import type { PaperStatus } from '#shared/ipc/contract.ts';
import { APP_PORT, type GatewayStatus } from '#shared/model/paper-gateway.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { Banner, EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx';
import { formatNumber } from '../../format/number.ts';
import { formatDateTime, formatDuration } from '../../format/time.ts';
import { usePaperGateway } from '../../stores/paper-gateway.ts';
import { Faults } from './Faults.tsx';
import { AccountsTable } from './AccountsTable.tsx';
import { EventsList } from './EventsList.tsx';
import { Market } from './MarketFields.tsx';
import { NextStart } from './NextStart.tsx';
import { SessionsTable } from './SessionsTable.tsx';
import styles from './PaperGatewayPanel.module.css';

const EXCHANGE_ZONE = 'America/New_York';

const STATE_WORDS: Readonly<Record<PaperStatus['process']['state'], string>> = {
  stopped: 'stopped',
  starting: 'starting',
  ready: 'running',
  restarting: 'starting again',
  stopping: 'stopping',
  down: 'not running',
};

/** The broker inside: what it does, who is connected, and what can be changed about it. */
export function PaperGatewayPanel() {
  const status = usePaperGateway((state) => state.status);
  if (status === null) {
    return (
      <Panel>
        <SkeletonRows label="Asking for the paper gateway" />
      </Panel>
    );
  }
  const { state } = status.process;
  return (
    <Panel>
      <Toolbar title="Paper gateway">
        <span className={styles['state']} data-state={state} role="status" aria-label="State">
          {STATE_WORDS[state]}
        </span>
        <CommandButton id="paper.start">Start</CommandButton>
        <CommandButton id="paper.stop">Stop</CommandButton>
      </Toolbar>
      <Content status={status} />
    </Panel>
  );
}

function Content({ status: { process, gateway } }: { status: PaperStatus }) {
  if (gateway !== null) return <Running gateway={gateway} />;
  if (process.state === 'stopped') {
    return (
      <>
        <EmptyState
          icon={Server}
          title="The paper gateway is stopped"
          text="A simulated market behind the API of TWS, on this computer alone. Any TWS client can connect to it and watch prices, read history and trade; no account and no network are needed."
        >
          <CommandButton id="paper.start" variant="filled" />
        </EmptyState>
        <div className={styles['below']}>
          <Market gateway={null} />
          <NextStart gateway={null} />
        </div>
      </>
    );
  }
  if (process.state === 'down') {
    return (
      <ErrorState
        problem={{
          title: 'The paper gateway is not running.',
          help: 'Nothing else in Tradewind is affected. Clients of the gateway cannot connect until it runs.',
          details: process.detail ?? '',
        }}
      >
        <span className={styles['reason']}>{process.detail}</span>
        <CommandButton id="paper.start" variant="filled">
          Start it again
        </CommandButton>
      </ErrorState>
    );
  }
  return (
    <>
      {process.detail !== null && (
        <Banner level="warning">{process.detail} It is being started again.</Banner>
      )}
      <SkeletonRows label={`The paper gateway is ${STATE_WORDS[process.state]}`} />
    </>
  );
}

function Running({ gateway }: { gateway: GatewayStatus }) {
  const { port } = gateway;
  return (
    <div className={styles['scroll']}>
      {port !== null && port !== APP_PORT && (
        <Banner level="warning">
          Port {APP_PORT} is in use by another program: connect your clients to {port}.
        </Banner>
      )}
      {gateway.notices.map((notice) => (
        <Banner key={notice} level="warning">
          {notice}
        </Banner>
      ))}
      <dl className={styles['facts']} aria-label="Facts">
        <Fact name="Address" value={port === null ? 'closed' : `127.0.0.1:${port}`} />
        <Fact name="Server version" value={String(gateway.serverVersion)} />
        <Fact name="Market time (New York)" value={formatDateTime(gateway.virtualTime, EXCHANGE_ZONE)} />
        <Fact name="Running for" value={formatDuration(gateway.uptimeMs)} />
        <Fact name="Seed" value={String(gateway.seed)} />
        <Fact name="Hours" value={hoursOf(gateway)} />
        <Fact name="From clients" value={`${formatNumber(gateway.receivedPerSecond)} msg/s`} />
        <Fact name="To clients" value={`${formatNumber(gateway.sentPerSecond)} msg/s`} />
      </dl>
      {gateway.replay === null ? (
        <Market gateway={gateway} />
      ) : (
        <section className={styles['section']} aria-label="Market">
          <h3>Market</h3>
          <p data-selectable>Replay of {gateway.replay}</p>
        </section>
      )}
      <AccountsTable accounts={gateway.accounts} />
      <SessionsTable sessions={gateway.sessions} port={port} />
      <EventsList events={gateway.events} zone={EXCHANGE_ZONE} />
      <Faults gateway={gateway} />
      <NextStart gateway={gateway} />
    </div>
  );
}

function hoursOf({ replay, alwaysOpen }: GatewayStatus): string {
  if (replay !== null) return 'of the bars';
  return alwaysOpen ? 'always open' : 'as the exchanges';
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-selectable>{value}</dd>
    </div>
  );
}
